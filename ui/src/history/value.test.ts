import { expect, test } from "vitest";
import { shownValue } from "./value";

test("what a matter, its parties, rates and time hold is told in French", () => {
  const told = (table: string, field: string, value: string) => shownValue(table, field, value).replace(/\s/g, " ");
  expect(told("matter", "status", "archived")).toBe("Archivé");
  expect(told("contact", "status", "prospect")).toBe("Prospect");
  expect(told("party_role", "role", "appellant")).toBe("Appelant");
  expect(told("contact_role", "role", "billing")).toBe("Facturation");
  expect(told("party", "side", "against")).toBe("Contre");
  expect(told("time_entry", "minutes", "90")).toBe("1 h 30");
  expect(told("time_entry", "hourly_rate", "30000")).toBe("300,00 €");
  expect(told("negotiated_rate", "effective_from", "2026-03-01")).toBe("01/03/2026");
  expect(told("time_entry", "billable", "0")).toBe("non");
});

test("numbers are told as people read them", () => {
  const told = (table: string, field: string, value: string) => shownValue(table, field, value).replace(/\s/g, " ");
  expect(told("contact_phone", "number", "+33612345678")).toBe("06 12 34 56 78");
  expect(told("contact", "clerk_phone", "+33144556677")).toBe("01 44 55 66 77");
  expect(told("firm", "phone", "+33144556677")).toBe("01 44 55 66 77");
  expect(told("contact_iban", "iban", "FR7630006000011234567890189")).toBe("FR76 3000 6000 0112 3456 7890 189");
});
