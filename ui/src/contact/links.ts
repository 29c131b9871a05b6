// What a link says besides who: function, shares, through whom, dates, note.
import type { Link } from "../lib/commands";
import { formatDate } from "../lib/format";
import { LINK_KINDS, shareLabel } from "../lib/fr";

/** « depuis le 01/02/2026 », « du … au … »; empty without dates. */
export function periodText(startsOn: string | null, endsOn: string | null): string {
  if (startsOn && endsOn) return `du ${formatDate(startsOn)} au ${formatDate(endsOn)}`;
  if (startsOn) return `depuis le ${formatDate(startsOn)}`;
  return endsOn ? `jusqu’au ${formatDate(endsOn)}` : "";
}

export function linkDetails({ link, through_name }: Link): string {
  return [
    link.function,
    link.capital_basis_points === null ? "" : `${shareLabel(link.capital_basis_points)} du capital`,
    link.votes_basis_points === null ? "" : `${shareLabel(link.votes_basis_points)} des voix`,
    through_name ? `par ${through_name}` : "",
    periodText(link.starts_on, link.ends_on),
    link.note,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Those that last first, each of them in the order of the kinds: who stands for a company before who works for it. */
export function sortedLinks(links: readonly Link[]): Link[] {
  const rank = ({ link, reversed }: Link) => LINK_KINDS.indexOf(link.kind) * 2 + (reversed ? 1 : 0);
  return [...links].sort((a, b) => Number(a.link.ends_on !== null) - Number(b.link.ends_on !== null) || rank(a) - rank(b));
}
