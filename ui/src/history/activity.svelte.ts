// All operations of the base, page after page, newest first.
import { call, onEvent } from "../lib/call";
import type { ApiError, OperationSummary } from "../lib/commands";
import { asApiError } from "../lib/errors";

const PAGE = 100;
/** The core gives no more at once. */
const MOST = 500;

export class Activity {
  operations = $state.raw<readonly OperationSummary[]>([]);
  ended = $state(false);
  loading = $state(false);
  loaded = $state(false);
  error = $state.raw<ApiError | null>(null);
  #question = 0;

  /** Loads and follows the changes of the base; the answer stops. */
  follow(): () => void {
    void this.refresh();
    return onEvent((event) => {
      if (event.type === "changed") void this.refresh();
    });
  }

  async more(): Promise<void> {
    if (this.loading || this.ended) return;
    await this.#run(async () => {
      const next = await call("operations", { page: { offset: this.operations.length, limit: PAGE } });
      return { list: [...this.operations, ...next], ended: next.length < PAGE };
    });
  }

  /** As many as are shown, again. */
  async refresh(): Promise<void> {
    const wanted = Math.max(PAGE, this.operations.length);
    await this.#run(async () => {
      const list: OperationSummary[] = [];
      let ended = false;
      while (list.length < wanted && !ended) {
        const limit = Math.min(MOST, wanted - list.length);
        const next = await call("operations", { page: { offset: list.length, limit } });
        list.push(...next);
        ended = next.length < limit;
      }
      return { list, ended };
    });
  }

  async #run(load: () => Promise<{ list: readonly OperationSummary[]; ended: boolean }>): Promise<void> {
    const question = ++this.#question;
    this.loading = true;
    try {
      const { list, ended } = await load();
      if (question !== this.#question) return;
      this.operations = list;
      this.ended = ended;
      this.error = null;
    } catch (cause) {
      if (question === this.#question) this.error = asApiError(cause);
    }
    if (question !== this.#question) return;
    this.loading = false;
    this.loaded = true;
  }
}
