import { expect, test } from "vitest";
import { JOURNAL_KINDS, dayTitle, entryLabel, journalKindLabel, parseTime } from "./labels";

test("a time is typed in many ways", () => {
  for (const [typed, time] of [
    ["9h", "09:00"],
    ["14h30", "14:30"],
    ["14:30", "14:30"],
    ["1430", "14:30"],
    ["8.05", "08:05"],
    ["25h", null],
    ["12:61", null],
    ["midi", null],
  ] as const)
    expect(parseTime(typed), typed).toBe(time);
});

test("each kind has a name of its own", () => {
  expect(new Set(JOURNAL_KINDS.map(journalKindLabel)).size).toBe(JOURNAL_KINDS.length);
  expect(entryLabel("call", "out")).toBe("Appel passé");
  expect(entryLabel("letter", "out")).toBe("Courrier envoyé");
  expect(entryLabel("note", null)).toBe("Note");
  expect(dayTitle("2026-11-24")).toBe("Mardi 24 novembre 2026");
});
