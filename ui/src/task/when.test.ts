import { expect, test } from "vitest";
import type { Todo } from "../lib/commands";
import { daysBetween, laterDays, parseTime, recurrenceText, whenText } from "./when";

type Shown = Pick<Todo, "draft" | "snoozed_until" | "done_at">;
const task = (due: string | null, snoozed: string | null = null): Shown =>
  ({ draft: { kind: "task", due_on: due, starts_at: null, ends_at: null }, snoozed_until: snoozed, done_at: null }) as Shown;
const meeting = (starts: string, ends: string): Shown =>
  ({ draft: { kind: "meeting", due_on: null, starts_at: starts, ends_at: ends }, snoozed_until: null, done_at: null }) as Shown;

test("a day is told as people say it", () => {
  const today = "2026-03-02";
  expect(whenText(task("2026-03-02"), today)).toBe("aujourd’hui");
  expect(whenText(task("2026-03-03"), today)).toBe("demain");
  expect(whenText(task("2026-03-01"), today)).toBe("en retard de 1\u00a0jour");
  expect(whenText(task("2026-02-20", "2026-03-09"), today)).toBe("en retard de 10\u00a0jours, reportée au 09/03/2026");
  expect(whenText(task(null), today)).toBe("sans échéance");
  expect(whenText(meeting("2026-03-03T14:30", "2026-03-03T16:00"), today)).toBe("demain, 14\u00a0h\u00a030 – 16\u00a0h\u00a000");
  expect(whenText(meeting("2026-03-04T00:00", "2026-03-05T23:59"), today)).toBe("04/03/2026 – 05/03/2026");
  // Across a change of the clocks a day is a day.
  expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
});

test("a time of day is read as it is typed in a hurry", () => {
  for (const typed of ["14:30", "14h30", "1430", "14 h 30", "14.30"]) expect(parseTime(typed)).toBe("14:30");
  expect(parseTime("9h")).toBe("09:00");
  expect(parseTime("9")).toBe("09:00");
  for (const typed of ["25h", "14:60", "midi", ""]) expect(parseTime(typed)).toBeNull();
});

test("later is tomorrow, Monday, a week and a month, each once", () => {
  expect(laterDays(new Date(2026, 2, 4)).map((one) => one.day)).toEqual(["2026-03-05", "2026-03-09", "2026-03-11", "2026-04-04"]);
  // On a Sunday tomorrow is Monday; on a Monday the next one is in a week.
  expect(laterDays(new Date(2026, 2, 8)).map((one) => one.title)).toEqual(["Demain", "Dans une semaine", "Dans un mois"]);
  expect(laterDays(new Date(2026, 2, 2)).map((one) => one.title)).toEqual(["Demain", "Lundi prochain", "Dans un mois"]);
  expect(laterDays(new Date(2026, 0, 31)).at(-1)?.day).toBe("2026-02-28");
});

test("what comes again says how often", () => {
  expect(recurrenceText("weekly", 1, null)).toBe("toutes les semaines");
  expect(recurrenceText("monthly", 2, "2026-12-31")).toBe("tous les 2 mois, jusqu’au 31/12/2026");
  expect(recurrenceText(null, 1, null)).toBe("");
});
