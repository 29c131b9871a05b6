import { expect, test } from "vitest";
import { needsReason, percent } from "./fr";

test("shares are written with their no-break space, and as fine as they are", () => {
  expect(percent(250_000)).toBe("25\u00a0%");
  expect(percent(333_333)).toBe("33,33\u00a0%");
  expect(percent(0)).toBe("0\u00a0%");
  expect(percent(null)).toBe("non calculable");
});

test("a file that was decided upon is taken up again with a reason, one that was only submitted without", () => {
  expect(needsReason("validated", "in_progress")).toBe(true);
  expect(needsReason("to_renew", "in_progress")).toBe(false);
  expect(needsReason("submitted", "in_progress")).toBe(false);
  expect(needsReason("in_progress", "out_of_scope")).toBe(true);
});
