import { expect, test } from "vitest";
import { everyMonth, monthLabel, shares } from "./bars";

test("bars are shares of the longest, below zero too", () => {
  expect(shares([{ value: 50 }, { value: -100 }, { value: 0 }])).toEqual([0.5, 1, 0]);
  expect(shares([{ value: 0 }])).toEqual([0]);
  expect(shares([])).toEqual([]);
});

test("months without an invoice are drawn too", () => {
  const known = [{ month: "2026-01", net: 100 }];
  expect(everyMonth("2025-12-15", "2026-02-01", known)).toEqual([
    { month: "2025-12", net: 0 },
    { month: "2026-01", net: 100 },
    { month: "2026-02", net: 0 },
  ]);
});

test("a long period shows the months that have one, and loses none", () => {
  const known = [{ month: "1999-01", net: 100 }];
  expect(everyMonth("1990-01-01", "2026-02-01", known)).toEqual(known);
  expect(everyMonth("2026-03-01", "2026-02-01", known)).toEqual(known);
});

test("months are French", () => {
  expect(monthLabel("2026-08")).toBe("août 2026");
});
