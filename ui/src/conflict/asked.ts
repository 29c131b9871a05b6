import type { AskedName, Matter, Side } from "../lib/commands";
import { parseDate } from "../lib/format";
import { compact } from "../lib/identifiers";

/**
 * The names typed or pasted, one a line: « Anne Durand ; 12/03/1970 », « Menuiserie du Port ; 732 829 320 ». What follows a
 * semicolon and is neither a date nor a SIREN stays with the name.
 */
export function readAsked(text: string, side: Side | null): AskedName[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [first = "", ...others] = line.split(";").map((part) => part.trim());
      const asked: AskedName = { name: first, born: null, siren: null, contact: null, side };
      for (const part of others) {
        const digits = compact(part);
        if (/^(\d{9}|\d{14})$/.test(digits)) asked.siren = digits;
        else if (parseDate(part, { past: true }) !== null) asked.born = parseDate(part, { past: true });
        else if (part !== "") asked.name += ` ${part}`;
      }
      return asked;
    });
}

/** The parties of a matter, each on its side. One contact in two parts on the same side is asked for once. */
export function askedOf(matter: Pick<Matter, "parties">): AskedName[] {
  const asked: AskedName[] = [];
  for (const { contact, name, side } of matter.parties) {
    if (!asked.some((known) => known.contact === contact && known.side === side))
      asked.push({ name, contact, side, born: null, siren: null });
  }
  return asked;
}
