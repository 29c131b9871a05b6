import type { MergeMove } from "../lib/commands";
import { plural } from "../lib/fr";

/** « 3 reprises, 1 déjà là, réunie » */
export function movesSaid(move: MergeMove): string {
  return [
    move.moved > 0 ? plural(move.moved, "reprise", "reprises") : "",
    move.joined > 0 ? plural(move.joined, "déjà là, réunie", "déjà là, réunies") : "",
    move.with_itself > 0 ? plural(move.with_itself, "lien avec elle-même retiré", "liens avec elle-même retirés") : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** The same tables summed over several merges, those of which something moves. */
export function sumOfMoves(lists: readonly (readonly MergeMove[])[]): MergeMove[] {
  const sums: { [table: string]: MergeMove } = {};
  for (const { table, moved, joined, with_itself } of lists.flat()) {
    const sum = (sums[table] ??= { table, moved: 0, joined: 0, with_itself: 0 });
    sum.moved += moved;
    sum.joined += joined;
    sum.with_itself += with_itself;
  }
  return Object.values(sums)
    .filter((sum) => sum.moved + sum.joined + sum.with_itself > 0)
    .sort((a, b) => a.table.localeCompare(b.table));
}
