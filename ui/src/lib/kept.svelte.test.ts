import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Kept, parsed } from "./kept.svelte";

const drafts = new Map<string, string>();
vi.mock("./call", () => ({
  call: (name: string, args: { key: string; value: string }) => {
    if (name === "save_draft") drafts.set(args.key, args.value);
    if (name === "discard_draft") drafts.delete(args.key);
    return Promise.resolve(name === "get_draft" ? (drafts.get(args.key) ?? null) : null);
  },
}));

beforeEach(() => {
  vi.useFakeTimers();
  drafts.clear();
});
afterEach(() => vi.useRealTimers());

test("the last typing is put aside once, a moment after the last key, and offered back", async () => {
  const kept = new Kept<{ title: string }>("matter:new");
  kept.keep({ title: "B" });
  kept.keep({ title: "Bail" });
  expect(drafts.size).toBe(0);
  await vi.advanceTimersByTimeAsync(400);
  const other = new Kept<{ title: string }>("matter:new");
  expect((await other.open())?.value).toEqual({ title: "Bail" });
  expect(other.found).not.toBeNull();
  await other.discard();
  expect(drafts.size).toBe(0);
  expect(other.found).toBeNull();
});

test("what waits is written when the form is left, and what was given up is not", async () => {
  const kept = new Kept<{ title: string }>("k");
  kept.keep({ title: "A" });
  await kept.flush();
  expect(drafts.has("k")).toBe(true);
  kept.keep({ title: "B" });
  await kept.discard();
  await vi.advanceTimersByTimeAsync(400);
  expect(drafts.has("k")).toBe(false);
});

test("a text that is no typing is none", () => {
  expect(parsed(null)).toBeNull();
  expect(parsed("{")).toBeNull();
  expect(parsed('{"at":"2026-01-01","value":3}')).toBeNull();
});
