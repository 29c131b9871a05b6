import { expect, test } from "vitest";
import type { TimeTotal } from "../lib/commands";
import { dayShort, dayTitle, isDay, plusDays, weekOf, weekTitle } from "./days";
import { clock, dayTotals, priceOfTime, sumOf, weekTable } from "./totals";

test("time is priced to the cent, half up, as the core does", () => {
  expect(priceOfTime(20, 30000)).toBe(10000);
  expect(priceOfTime(1, 30)).toBe(1); // 0,5 cent
  expect(priceOfTime(1, 29)).toBe(0);
  expect(priceOfTime(7, 25000)).toBe(2917); // 2 916,67
  expect(priceOfTime(1440, 100_000_000)).toBe(2_400_000_000);
});

test("weeks begin on Monday, over the ends of months and years", () => {
  expect(weekOf("2026-03-01")).toEqual([
    "2026-02-23",
    "2026-02-24",
    "2026-02-25",
    "2026-02-26",
    "2026-02-27",
    "2026-02-28",
    "2026-03-01",
  ]);
  expect(weekOf("2026-03-02")[0]).toBe("2026-03-02");
  // The day of the change to summer time has 23 hours.
  expect(plusDays("2026-03-28", 2)).toBe("2026-03-30");
  expect(plusDays("2026-01-01", -1)).toBe("2025-12-31");
  expect(weekTitle("2026-12-31")).toBe("du 28 décembre 2026 au 3 janvier 2027");
  expect(dayTitle("2026-03-02")).toBe("lundi 2 mars 2026");
  expect(dayShort("2026-03-02")).toBe("lun. 2");
  expect([isDay("2026-02-28"), isDay("2026-02-30"), isDay("demain"), isDay(undefined)]).toEqual([true, false, false, false]);
});

test("the week is told by timekeeper and by day", () => {
  const total = (worked_on: string, name: string, minutes: number): TimeTotal => ({
    worked_on,
    timekeeper: name,
    timekeeper_name: name,
    entries: 1,
    minutes,
    billable_minutes: minutes,
    amount: minutes * 500,
  });
  const days = weekOf("2026-03-02");
  const totals = [total("2026-03-02", "Zoé", 30), total("2026-03-02", "Anne", 60), total("2026-03-04", "Anne", 45)];
  const table = weekTable(totals, days);
  expect(table.map((person) => [person.name, person.days.slice(0, 3), person.sum.minutes])).toEqual([
    ["Anne", [60, 0, 45], 105],
    ["Zoé", [30, 0, 0], 30],
  ]);
  expect(dayTotals(totals, days).slice(0, 3)).toEqual([90, 0, 45]);
  expect(sumOf(totals).amount).toBe(67500);
});

test("a clock shows hours, minutes and seconds", () => {
  expect([0, 59, 61, 3661, 36000].map(clock)).toEqual(["0:00:00", "0:00:59", "0:01:01", "1:01:01", "10:00:00"]);
});
