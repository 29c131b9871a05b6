import { describe, expect, test } from "vitest";
import {
  fold,
  formatAmount,
  formatDate,
  formatDuration,
  formatEuros,
  formatNumber,
  formatSeconds,
  formatSize,
  parseAmount,
  parseDate,
} from "./format";

const today = new Date(2026, 10, 24);

describe("a date typed freely", () => {
  test.each([
    ["1/2/26", "2026-02-01"],
    ["01/02/2026", "2026-02-01"],
    ["01.02.2026", "2026-02-01"],
    ["1-2-26", "2026-02-01"],
    ["1 2 26", "2026-02-01"],
    ["1\u00a02\u202f26", "2026-02-01"],
    ["010226", "2026-02-01"],
    ["01022026", "2026-02-01"],
    ["2026-02-01", "2026-02-01"],
    ["1/2", "2026-02-01"],
    ["1er février 2026", "2026-02-01"],
    ["14 juil. 1789", "1789-07-14"],
    ["25 Décembre", "2026-12-25"],
    ["29/02/2024", "2024-02-29"],
    ["+3", "2026-11-27"],
    ["-1", "2026-11-23"],
    ["+2s", "2026-12-08"],
    ["+3m", "2027-02-24"],
    ["+1a", "2027-11-24"],
    ["hier", "2026-11-23"],
    ["Aujourd’hui", "2026-11-24"],
    ["auj", "2026-11-24"],
    ["demain", "2026-11-25"],
    ["avant-hier", "2026-11-22"],
    ["après-demain", "2026-11-26"],
  ])("%s is %s", (typed, day) => {
    expect(parseDate(typed, { today })).toBe(day);
  });

  test.each([
    "",
    "   ",
    "31/02/2026",
    "29/02/2026",
    "32/1/26",
    "1/13/26",
    "0/1/26",
    "bonjour",
    "12",
    "12345",
    "1/2/3/4",
    "14 jui 2026",
  ])("%s is none", (typed) => {
    expect(parseDate(typed, { today })).toBeNull();
  });

  test("two digits of a year lie near today, or behind it for a birth", () => {
    expect(parseDate("1/2/46", { today })).toBe("2046-02-01");
    expect(parseDate("1/2/47", { today })).toBe("1947-02-01");
    expect(parseDate("1/2/46", { today, past: true })).toBe("1946-02-01");
    expect(parseDate("1/2/26", { today, past: true })).toBe("2026-02-01");
  });

  test("three months from the last day of a month stay in the month meant", () => {
    expect(parseDate("+1m", { today: new Date(2026, 0, 31) })).toBe("2026-02-28");
  });
});

test("dates are shown in the French order", () => {
  expect(formatDate("2026-02-01")).toBe("01/02/2026");
  expect(formatDate(null)).toBe("");
  expect(formatDate("vers 1900")).toBe("vers 1900");
});

test("numbers and sizes carry the narrow and the plain no-break space", () => {
  expect(formatNumber(12345)).toBe("12\u202f345");
  expect(formatSize(999)).toBe("999\u00a0o");
  expect(formatSize(1_234_567)).toBe("1,2\u00a0Mo");
  expect(formatSize(4_000_000_000)).toBe("4\u00a0Go");
  expect(formatSeconds(3.42)).toBe("3,4\u00a0s");
  expect(formatSeconds(125)).toBe("2\u00a0min\u00a005\u00a0s");
});

test("folding forgets case, accents and kinds of spaces", () => {
  expect(fold("  Éric\u00a0 L’HÔTE ")).toBe("eric l'hote");
});

describe("an amount typed freely", () => {
  test.each([
    ["10000", 1000000],
    ["10 000 €", 1000000],
    ["10\u202f000,50", 1000050],
    ["1.234.567,8", 123456780],
    ["1234.5", 123450],
    ["0,01", 1],
    ["1,234", 123400],
    ["", null],
    ["dix", null],
    ["1,2,3", null],
    ["99999999999999999", null],
  ])("%s", (text, cents) => {
    expect(parseAmount(text)).toBe(cents);
  });

  test("is read back as it is shown", () => {
    for (const cents of [0, 1, 99, 100, 123456, 100000000]) expect(parseAmount(formatAmount(cents))).toBe(cents);
  });
});

test("money has its cents and the no-break spaces of France", () => {
  expect(formatEuros(10000)).toBe("100,00\u00a0€");
  expect(formatEuros(123450)).toBe("1\u202f234,50\u00a0€");
  expect(formatEuros(-5)).toBe("-0,05\u00a0€");
});

test("durations are told in hours and minutes", () => {
  expect([5, 60, 65, 90, 60 * 1234].map(formatDuration)).toEqual([
    "5\u00a0min",
    "1\u00a0h",
    "1\u00a0h\u00a005",
    "1\u00a0h\u00a030",
    "1\u202f234\u00a0h",
  ]);
});
