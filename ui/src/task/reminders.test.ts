import { describe, expect, it } from "vitest";
import type { Todo } from "../lib/commands";
import { quoted } from "../lib/fr";
import { keyOf, reminderText } from "./reminders";

const meeting = (starts_at: string) => ({ id: "1", draft: { title: "Audience", starts_at } }) as unknown as Todo;

describe("a meeting that begins soon", () => {
  it("is told of with the minutes that are left", () => {
    const now = new Date("2026-03-02T14:20:00");
    expect(reminderText(meeting("2026-03-02T14:30"), now)).toBe(`Dans 10\u00a0minutes : ${quoted("Audience")}`);
    expect(reminderText(meeting("2026-03-02T14:21"), now)).toBe(`Dans une minute : ${quoted("Audience")}`);
    expect(reminderText(meeting("2026-03-02T14:20"), now)).toBe(`Maintenant : ${quoted("Audience")}`);
  });

  it("is told of again when it is moved", () => {
    expect(keyOf(meeting("2026-03-02T14:30"))).not.toBe(keyOf(meeting("2026-03-02T15:30")));
  });
});
