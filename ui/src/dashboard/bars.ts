// What a picture of bars draws: lengths that add up to what the table beside it says.
import type { MonthTurnover } from "../lib/commands";

export type Bar = { label: string; value: number; shown: string };

/** The share of the longest bar, 0 to 1; what is below zero has its length too, and says so by its place. */
export function shares(bars: readonly Pick<Bar, "value">[]): number[] {
  const most = Math.max(...bars.map((bar) => Math.abs(bar.value)), 0);
  return bars.map((bar) => (most === 0 ? 0 : Math.abs(bar.value) / most));
}

const MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

/** « 2026-03 » → « mars 2026 ». */
export function monthLabel(month: string): string {
  const [year, number] = month.split("-");
  return `${MONTHS[Number(number) - 1] ?? month} ${year}`;
}

/** Most months that a picture shows one by one. */
export const MOST_MONTHS = 36;

/** Every month of the period, those without an invoice too; those with one alone, when there are too many to draw. */
export function everyMonth(from: string, to: string, known: readonly MonthTurnover[]): MonthTurnover[] {
  const count = monthsBetween(from, to);
  if (count > MOST_MONTHS || count < 1) return [...known];
  const [year, month] = from.split("-").map(Number) as [number, number];
  return Array.from({ length: count }, (_, step) => {
    const at = year * 12 + month - 1 + step;
    const name = `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
    return { month: name, net: known.find((one) => one.month === name)?.net ?? 0 };
  });
}

function monthsBetween(from: string, to: string): number {
  const at = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return at(to) - at(from) + 1;
}
