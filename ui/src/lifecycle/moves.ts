// The moves of a relation's life cycle, for the screens that offer them; the core decides (its allowed_moves are these).
import type { ContactStatus } from "../lib/commands";

const MOVES: { [from in ContactStatus]: readonly ContactStatus[] } = {
  unqualified: ["prospect", "active_client"],
  prospect: ["active_client", "lost_prospect"],
  active_client: ["former_client"],
  former_client: ["active_client"],
  lost_prospect: ["prospect"],
};

export function canMove(from: ContactStatus, to: ContactStatus): boolean {
  return MOVES[from].includes(to);
}

/** The statuses to the left or to the right of one on the board that a contact may go to, the nearest first. */
export function nextMove(from: ContactStatus, order: readonly ContactStatus[], step: 1 | -1): ContactStatus | null {
  for (let at = order.indexOf(from) + step; at >= 0 && at < order.length; at += step) {
    const to = order[at]!;
    if (canMove(from, to)) return to;
  }
  return null;
}
