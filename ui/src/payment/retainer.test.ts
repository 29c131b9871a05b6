import { expect, test } from "vitest";
import { natureLabel, natureOf } from "./retainer";

test("a payment is called by what it does: received, reversed, given back, and their counter-entries", () => {
  const received = { amount: 100, refund: null, reverses: null, reversed_by: null };
  expect(natureOf(received)).toBe("received");
  expect(natureOf({ ...received, reversed_by: "2" })).toBe("reversed");
  expect(natureOf({ ...received, amount: -100, reverses: "1" })).toBe("counter_entry");
  // A refund takes from a receipt, as a counter-entry does, and is none.
  const refund = { amount: -40, refund: "1", reverses: "1", reversed_by: null };
  expect(natureOf(refund)).toBe("refund");
  expect(natureOf({ ...refund, reversed_by: "3" })).toBe("refund_reversed");
  expect(natureOf({ amount: 40, refund: "2", reverses: null, reversed_by: null })).toBe("refund_counter_entry");
  expect([natureLabel("received"), natureLabel("refund")]).toEqual(["", "Remboursement"]);
});
