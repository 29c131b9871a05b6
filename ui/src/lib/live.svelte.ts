// A live query: it loads again by itself when the program says that one of its tables changed.
import { untrack } from "svelte";
import { call, onEvent, type Args, type CommandName, type Output } from "./call";
import type { ApiError } from "./commands";
import { asApiError } from "./errors";

export type Live<T> = {
  /** The last answer; kept while the next one is on its way. */
  readonly value: T | undefined;
  /** True while an answer is awaited, the first as well as the next ones. */
  readonly loading: boolean;
  /** Why the last load failed; null once a load succeeds. */
  readonly error: ApiError | null;
  reload(): Promise<void>;
};

/**
 * Runs the query `name` and keeps its answer fresh. To be called while a component is being set up.
 * `args` is a function so that the query runs again when what it reads changes; null means "nothing to ask".
 * `tables` names the tables whose change matters; left out, any change does.
 */
export function live<N extends CommandName>(name: N, args: () => Args<N> | null, tables?: readonly string[]): Live<Output<N>> {
  return liveLoad(args, (given) => (call as (name: N, args: Args<N>) => Promise<Output<N>>)(name, given), tables);
}

/** The same over any asynchronous load. */
export function liveLoad<A, T>(args: () => A | null, load: (args: A) => Promise<T>, tables?: readonly string[]): Live<T> {
  let value = $state.raw<T | undefined>(undefined);
  let error = $state.raw<ApiError | null>(null);
  let loading = $state(true);
  // Only the answer to the newest question counts.
  let asked = 0;

  async function run(given: A | null): Promise<void> {
    const question = ++asked;
    if (given === null) {
      value = undefined;
      error = null;
      loading = false;
      return;
    }
    loading = true;
    try {
      const answer = await load(given);
      if (question !== asked) return;
      value = answer;
      error = null;
    } catch (cause) {
      if (question !== asked) return;
      error = asApiError(cause);
    }
    loading = false;
  }

  $effect(() => {
    const given = args();
    void untrack(() => run(given));
  });
  $effect(() => {
    const stop = onEvent((event) => {
      if (event.type === "changed" && touches(event.tables, tables)) void run(untrack(args));
    });
    return () => {
      stop();
      asked++;
    };
  });

  return {
    get value() {
      return value;
    },
    get loading() {
      return loading;
    },
    get error() {
      return error;
    },
    reload: () => run(untrack(args)),
  };
}

/** Whether a change of `changed` matters to who watches `watched`. No table named: events were missed, and anything may have changed. */
export function touches(changed: readonly string[], watched?: readonly string[]): boolean {
  return !watched || changed.length === 0 || changed.some((table) => watched.includes(table));
}
