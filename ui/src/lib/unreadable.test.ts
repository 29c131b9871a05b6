import { expect, test } from "vitest";
import { Unreadable } from "./unreadable";

test("a form waits as long as any of its fields can't be read, told once or twice", () => {
  const unreadable = new Unreadable();
  expect(unreadable.any).toBe(false);
  unreadable.of("starts_on")("demain matin");
  unreadable.of("starts_on")("demain soir");
  unreadable.of("ends_on")("?");
  unreadable.of("starts_on")(null);
  expect(unreadable.any).toBe(true);
  unreadable.of("ends_on")(null);
  expect(unreadable.any).toBe(false);
});
