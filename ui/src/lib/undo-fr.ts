// What an undo asks about, in French.
import type { Blocker } from "./commands";
import { fieldLabel, plural, quoted, tableLabel } from "./fr";

/** What stands in the way of an undo, as a sentence. */
export function blockerSentence(blocker: Blocker): string {
  const where = blocker.field
    ? `${fieldLabel(blocker.table, blocker.field)} de ${quoted(blocker.record)}`
    : quoted(blocker.record);
  switch (blocker.kind) {
    case "changed_since":
      return `${where} : modifié depuis (${shown(blocker.expected)} → ${shown(blocker.found)}).`;
    case "deleted_since":
      return `${where} : supprimé depuis.`;
    case "still_referenced":
      return `${where} : encore utilisé ailleurs.`;
    case "exists_again":
      return `${where} : existe de nouveau.`;
    case "merged_since":
      return `${where} : fiche fusionnée depuis avec ${quoted(blocker.found)}. Annulez d’abord la fusion, ou corrigez la fiche conservée.`;
    case "came_since":
      return blocker.expected
        ? `${tableLabel(blocker.table)} : ${plural(Number(blocker.expected), "de plus reste", "de plus restent")} à ${quoted(blocker.found)}.`
        : `${ofKind(blocker)} : reste à ${quoted(blocker.found)}.`;
    case "follows_since":
      return `${ofKind(blocker)} : suit ce qui revient à ${quoted(blocker.found)}.`;
    case "parted_since":
      return `${ofKind(blocker)} : le règlement sera celui de ${quoted(blocker.expected)}, la facture celle de ${quoted(blocker.found)}.`;
    case "unalterable":
      return `${where} : conservé définitivement.`;
  }
}

/** « Facture « A2026-0004 » » */
function ofKind(blocker: Blocker): string {
  return blocker.record ? `${tableLabel(blocker.table)} ${quoted(blocker.record)}` : tableLabel(blocker.table);
}

/** Stands in the way of nothing: an undo tells it, and what becomes of it. */
export function isOnlyTold(blocker: Blocker): boolean {
  return ["came_since", "follows_since", "parted_since"].includes(blocker.kind);
}

function shown(value: string): string {
  return value === "" ? "vide" : quoted(value);
}
