import { expect, test } from "vitest";
import { STATUSES } from "../lib/fr";
import { canMove, nextMove } from "./moves";

test("only the moves of the life cycle are offered", () => {
  const allowed = STATUSES.flatMap((from) => STATUSES.filter((to) => canMove(from, to)).map((to) => `${from} → ${to}`));
  expect(allowed).toEqual([
    "unqualified → prospect",
    "unqualified → active_client",
    "prospect → active_client",
    "prospect → lost_prospect",
    "active_client → former_client",
    "former_client → active_client",
    "lost_prospect → prospect",
  ]);
});

test("an arrow goes to the nearest status that is allowed", () => {
  expect(nextMove("unqualified", STATUSES, 1)).toBe("prospect");
  expect(nextMove("unqualified", STATUSES, -1)).toBeNull();
  expect(nextMove("prospect", STATUSES, 1)).toBe("active_client");
  expect(nextMove("lost_prospect", STATUSES, -1)).toBe("prospect");
  expect(nextMove("active_client", STATUSES, -1)).toBeNull();
});
