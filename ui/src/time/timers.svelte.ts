// The clocks of this device: they run in the base, here they are only looked at.
import { call } from "../lib/call";
import type { Id, Timer } from "../lib/commands";
import { matterName } from "../lib/matter-fr";
import { toast } from "../lib/toast";
import type { ChosenMatter } from "../matter/MatterPicker.svelte";

export type ShownTimer = { timer: Timer; matter: ChosenMatter | null };

let list = $state.raw<readonly ShownTimer[]>([]);
/** Seconds since the clocks were read. */
let since = $state(0);
let readAt = 0;
let beat: ReturnType<typeof setInterval> | undefined;

async function named(timer: Timer): Promise<ShownTimer> {
  if (timer.matter === null) return { timer, matter: null };
  // A matter whose opening was taken back leaves its clock without a name.
  const matter = await call("get_matter", { id: timer.matter }).catch(() => null);
  return {
    timer,
    matter: matter && { id: matter.id, name: matterName(matter.draft), client: matter.client_name },
  };
}

function takeTime(): void {
  since = Math.floor((performance.now() - readAt) / 1000);
}

export const timers = {
  /** The running one first. */
  get list(): readonly ShownTimer[] {
    return list;
  },
  get running(): ShownTimer | undefined {
    return list.find(({ timer }) => timer.running);
  },
  /** Gathered up to now. */
  seconds({ timer }: ShownTimer): number {
    return timer.seconds + (timer.running ? since : 0);
  },
  async reload(): Promise<void> {
    const known = await call("timers");
    list = await Promise.all(known.map(named));
    readAt = performance.now();
    since = 0;
    clearInterval(beat);
    beat = known.some((timer) => timer.running) ? setInterval(takeTime, 1000) : undefined;
  },
  /** Starts a clock, or one that waits again; the one that runs waits from now on. */
  async start(id: Id | null, matter: Id | null, timekeeper: Id | null, narrative: string): Promise<void> {
    try {
      await call("start_timer", { id, matter, timekeeper, narrative });
      await timers.reload();
    } catch (cause) {
      toast.error(cause);
    }
  },
  async pause(id: Id): Promise<Timer | null> {
    try {
      const timer = await call("pause_timer", { id });
      await timers.reload();
      return timer;
    } catch (cause) {
      toast.error(cause);
      return null;
    }
  },
  async discard(id: Id): Promise<void> {
    try {
      await call("discard_timer", { id });
      await timers.reload();
    } catch (cause) {
      toast.error(cause);
    }
  },
  /** The page no longer looks at them. */
  stop(): void {
    clearInterval(beat);
    list = [];
  },
};
