// When something is due, in the words of people, and the days to which one puts things off.
import type { Recurrence, Todo } from "../lib/commands";
import { formatDate, localDay } from "../lib/format";
import { plural } from "../lib/fr";

const DAY_MS = 86_400_000;

/** Calendar days from one ISO day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

function dayText(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (days === 0) return "aujourd’hui";
  if (days === 1) return "demain";
  if (days === -1) return "hier";
  return formatDate(day);
}

const time = (at: string): string => at.slice(11, 16).replace(":", "\u00a0h\u00a0");

/** « en retard de 3 jours », « demain », « demain, 14 h 30 – 16 h 00 ». */
export function whenText(
  { draft, snoozed_until, done_at }: Pick<Todo, "draft" | "snoozed_until" | "done_at">,
  today: string,
): string {
  if (done_at !== null) return `fait le ${formatDate(localDay(new Date(done_at)))}`;
  if (draft.kind === "meeting" && draft.starts_at && draft.ends_at) {
    const [first, last] = [draft.starts_at.slice(0, 10), draft.ends_at.slice(0, 10)];
    const wholeDays = draft.starts_at.endsWith("T00:00") && draft.ends_at.endsWith("T23:59");
    if (wholeDays) return first === last ? dayText(first, today) : `${dayText(first, today)} – ${dayText(last, today)}`;
    const end = first === last ? time(draft.ends_at) : `${dayText(last, today)} ${time(draft.ends_at)}`;
    return `${dayText(first, today)}, ${time(draft.starts_at)} – ${end}`;
  }
  const put = snoozed_until && snoozed_until > today ? `, reportée au ${formatDate(snoozed_until)}` : "";
  if (!draft.due_on) return `sans échéance${put}`;
  const late = daysBetween(draft.due_on, today);
  return late > 0 ? `en retard de ${plural(late, "jour")}${put}` : `${dayText(draft.due_on, today)}${put}`;
}

export const RECURRENCES: readonly { value: Recurrence; label: string; one: string; many: string }[] = [
  { value: "daily", label: "Jours", one: "tous les jours", many: "jours" },
  { value: "weekly", label: "Semaines", one: "toutes les semaines", many: "semaines" },
  { value: "monthly", label: "Mois", one: "tous les mois", many: "mois" },
  { value: "yearly", label: "Ans", one: "tous les ans", many: "ans" },
];

/** « toutes les semaines », « tous les 2 mois, jusqu’au 31/12/2026 ». */
export function recurrenceText(recurrence: Recurrence | null, every: number, until: string | null): string {
  const found = RECURRENCES.find((one) => one.value === recurrence);
  if (!found) return "";
  const all = found.value === "weekly" ? "toutes les" : "tous les";
  const rhythm = every === 1 ? found.one : `${all} ${every} ${found.many}`;
  return until ? `${rhythm}, jusqu’au ${formatDate(until)}` : rhythm;
}

/** Days to which one puts a task off: tomorrow, next Monday, in a week, in a month. */
export function laterDays(today: Date): { title: string; day: string }[] {
  const shifted = (days: number): string => localDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() + days));
  const toMonday = (8 - today.getDay()) % 7 || 7;
  const month = new Date(today.getFullYear(), today.getMonth() + 1, 1);
  const last = new Date(month.getFullYear(), month.getMonth() + 1, 0).getDate();
  const inAMonth = localDay(new Date(month.getFullYear(), month.getMonth(), Math.min(today.getDate(), last)));
  return [
    { title: "Demain", day: shifted(1) },
    ...(toMonday > 1 ? [{ title: "Lundi prochain", day: shifted(toMonday) }] : []),
    { title: "Dans une semaine", day: shifted(7) },
    { title: "Dans un mois", day: inAMonth },
  ].filter((one, index, all) => all.findIndex((other) => other.day === one.day) === index);
}

/** `14:30`, `14h30`, `1430`, `9h`, `9 h 05` → `14:30`; null for no time of day. */
export function parseTime(text: string): string | null {
  const typed = text.trim().toLowerCase().replace(/\s/g, "");
  const match = /^(\d{1,2})(?:[:h.](\d{2})?)?$/.exec(typed) ?? /^(\d{1,2})(\d{2})$/.exec(typed);
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}
