import { expect, test } from "vitest";
import { allocationsOf, partsOf, preferring, sumOf } from "./allocation";

const proposed = [
  { invoice: "old", amount: 12000 },
  { invoice: "own", amount: 3000 },
];

test("the invoice that a payment is recorded from is paid first, the rest the oldest first", () => {
  expect(preferring({ id: "own", open: 9000 }, 15000, proposed)).toEqual([
    { invoice: "own", amount: 9000 },
    { invoice: "old", amount: 6000 },
  ]);
  expect(preferring({ id: "own", open: 20000 }, 15000, proposed)).toEqual([{ invoice: "own", amount: 15000 }]);
  expect(preferring({ id: "own", open: -100 }, 5000, [{ invoice: "old", amount: 5000 }])).toEqual([
    { invoice: "old", amount: 5000 },
  ]);
});

test("what is typed becomes what is sent, without the empty parts", () => {
  const parts = { ...partsOf(proposed), empty: null, none: 0 };
  expect(sumOf(parts)).toBe(15000);
  expect(allocationsOf(parts)).toEqual(proposed);
});
