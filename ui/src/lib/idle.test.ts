import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchIdle } from "./idle";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("expires after the delay without a sign of life, and not before", () => {
  const expired = vi.fn();
  const stop = watchIdle(5, expired);
  vi.advanceTimersByTime(4 * 60_000);
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
  vi.advanceTimersByTime(4 * 60_000);
  expect(expired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(61_000);
  expect(expired).toHaveBeenCalled();
  stop();
});

test("a laptop that slept through the delay locks as it wakes", () => {
  let clock = 0;
  const expired = vi.fn();
  const stop = watchIdle(5, expired, () => clock);
  clock = 60 * 60_000;
  window.dispatchEvent(new PointerEvent("pointermove"));
  expect(expired).toHaveBeenCalledTimes(1);
  stop();
});

test("zero minutes is never", () => {
  const expired = vi.fn();
  watchIdle(0, expired);
  vi.advanceTimersByTime(24 * 60 * 60_000);
  expect(expired).not.toHaveBeenCalled();
});
