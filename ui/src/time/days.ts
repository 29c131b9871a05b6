// Days and weeks of the calendar, as ISO text.
import { localDay } from "../lib/format";

function dateOf(iso: string): Date {
  const [year = 0, month = 1, day = 1] = iso.split("-").map(Number);
  const date = new Date(year, month - 1, day);
  // Years below 100 are not of the 20th century.
  date.setFullYear(year);
  return date;
}

export function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && localDay(dateOf(text)) === text;
}

export function plusDays(iso: string, count: number): string {
  const date = dateOf(iso);
  return localDay(new Date(date.getFullYear(), date.getMonth(), date.getDate() + count));
}

/** The seven days of the week of a day, from Monday on. */
export function weekOf(iso: string): string[] {
  const monday = plusDays(iso, -((dateOf(iso).getDay() + 6) % 7));
  return Array.from({ length: 7 }, (_, at) => plusDays(monday, at));
}

const LONG = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT = new Intl.DateTimeFormat("fr-FR", { weekday: "short", day: "numeric" });
const MONTH = new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long" });

/** « lundi 2 mars 2026 » */
export function dayTitle(iso: string): string {
  return LONG.format(dateOf(iso));
}

/** « lun. 2 » */
export function dayShort(iso: string): string {
  return SHORT.format(dateOf(iso));
}

/** « du 2 mars au 8 mars 2026 » */
export function weekTitle(iso: string): string {
  const week = weekOf(iso);
  const [first, last] = [dateOf(week[0]!), dateOf(week[6]!)];
  const year = first.getFullYear() === last.getFullYear() ? "" : ` ${first.getFullYear()}`;
  return `du ${MONTH.format(first)}${year} au ${MONTH.format(last)} ${last.getFullYear()}`;
}
