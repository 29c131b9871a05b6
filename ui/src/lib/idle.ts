// Locks the base when nobody has touched the keyboard or the mouse for a while.

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/**
 * Calls `expired` once nothing has been done for `minutes`; answers how to stop watching.
 * The clock is read rather than a long timer trusted: a laptop that slept through its delay locks as it wakes.
 */
export function watchIdle(minutes: number, expired: () => void, now: () => number = Date.now): () => void {
  if (minutes <= 0) return () => {};
  let last = now();
  const touched = () => (last = now());
  const check = () => {
    if (now() - last >= minutes * 60_000) expired();
  };
  // On waking, the wake-up itself must not count as a touch before the delay was looked at.
  const touchedAfterCheck = () => {
    check();
    touched();
  };
  for (const sign of SIGNS) window.addEventListener(sign, touchedAfterCheck, { capture: true, passive: true });
  document.addEventListener("visibilitychange", check);
  const timer = setInterval(check, 5_000);
  return () => {
    for (const sign of SIGNS) window.removeEventListener(sign, touchedAfterCheck, { capture: true });
    document.removeEventListener("visibilitychange", check);
    clearInterval(timer);
  };
}
