import { expect, test } from "vitest";
import type { FirmSettings } from "../lib/commands";
import { changedFields, daysOf, followed, missing, typedOf } from "./firm";

const kept = { legal_name: "Cabinet", siren: "", payment_days: 30, indemnity_cents: 4000 } as FirmSettings;

test("only what is typed otherwise counts as changed", () => {
  expect(changedFields(typedOf(kept), kept)).toEqual([]);
  expect(changedFields({ ...typedOf(kept), siren: "732829320" }, kept)).toEqual(["siren"]);
});

test("what was changed elsewhere comes in under what is typed", () => {
  const typed = { ...typedOf(kept), siren: "732829320" };
  const now = { ...kept, legal_name: "SELARL Cabinet", siren: "1" };
  expect(followed(typed, kept, now)).toMatchObject({ legal_name: "SELARL Cabinet", siren: "732829320" });
});

test("an emptied amount is missing, zero is not", () => {
  expect(missing({ ...typedOf(kept), indemnity_cents: null })).toBe("indemnity_cents");
  expect(missing({ ...typedOf(kept), indemnity_cents: 0 })).toBeNull();
});

test("days are whole numbers", () => {
  expect([daysOf(" 45 "), daysOf("0"), daysOf(""), daysOf("1,5"), daysOf("-3"), daysOf("trente")]).toEqual([
    45,
    0,
    null,
    null,
    null,
    null,
  ]);
});
