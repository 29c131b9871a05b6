// Sums of time, as the day and the week show them.
import type { Id, TimeTotal } from "../lib/commands";

/** What time costs: minutes × rate / 60, rounded half up to the cent, as the core computes it (DOMAIN §7). */
export function priceOfTime(minutes: number, hourlyRate: number): number {
  return Math.floor((minutes * hourlyRate * 2 + 60) / 120);
}

export type Sum = { minutes: number; billable: number; amount: number };
const NONE: Sum = { minutes: 0, billable: 0, amount: 0 };

export function sumOf(totals: readonly TimeTotal[]): Sum {
  return totals.reduce(
    (sum, one) => ({
      minutes: sum.minutes + one.minutes,
      billable: sum.billable + one.billable_minutes,
      amount: sum.amount + one.amount,
    }),
    NONE,
  );
}

export type PersonWeek = { timekeeper: Id; name: string; days: number[]; sum: Sum };

/** The minutes of each timekeeper on each of the days, in the order of names. */
export function weekTable(totals: readonly TimeTotal[], days: readonly string[]): PersonWeek[] {
  const people: PersonWeek[] = [];
  for (const one of totals) {
    let person = people.find((known) => known.timekeeper === one.timekeeper);
    if (!person) {
      person = { timekeeper: one.timekeeper, name: one.timekeeper_name, days: days.map(() => 0), sum: NONE };
      people.push(person);
    }
    const at = days.indexOf(one.worked_on);
    if (at >= 0) person.days[at]! += one.minutes;
    person.sum = sumOf([...totals.filter((other) => other.timekeeper === one.timekeeper)]);
  }
  return people.sort((a, b) => a.name.localeCompare(b.name, "fr"));
}

/** The minutes of everyone on each of the days. */
export function dayTotals(totals: readonly TimeTotal[], days: readonly string[]): number[] {
  return days.map((day) => sumOf(totals.filter((one) => one.worked_on === day)).minutes);
}

/** « 0:05:09 », as a clock shows it. */
export function clock(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
