// What the list of matters shows: the view, the filters and the order. It outlives the screen, so that coming back finds it as it was left.
import { call } from "../lib/call";
import type { Id, MatterFilter, MatterSort, MatterSortKey, MatterView } from "../lib/commands";
import { session } from "../lib/session.svelte";

/** The tables a row of the list is made of. */
export const LIST_TABLES: readonly string[] = ["matter", "contact", "timekeeper"];

const NEWEST: MatterSort = { key: "opened_on", descending: true };

export class MatterList {
  view = $state<MatterView>("open");
  responsible = $state<Id | "">("");
  client = $state<{ id: Id; name: string } | null>(null);
  text = $state("");
  sort = $state<MatterSort>(NEWEST);
  /** The row under the cursor; -1 is none. */
  current = $state(-1);
  /** Null until the first answer. */
  total = $state<number | null>(null);
  #folder: string | null = null;

  readonly filter = $derived<MatterFilter>({
    view: this.view,
    text: this.text.trim(),
    sort: { ...this.sort },
    ...(this.client === null ? {} : { client: this.client.id }),
    ...(this.responsible === "" ? {} : { responsible: this.responsible }),
  });

  /** The load of the list shown: another function whenever the filter or the order is another one. */
  readonly load = $derived.by(() => {
    const filter = this.filter;
    return (offset: number, limit: number) => call("list_matters", { filter, page: { offset, limit } });
  });

  get narrowed(): boolean {
    return this.responsible !== "" || this.client !== null || this.text.trim() !== "";
  }

  /** Another base has other matters: nothing of the old list is kept. */
  enter(): void {
    const folder = session.open?.folder ?? null;
    if (folder === this.#folder) return;
    this.#folder = folder;
    this.view = "open";
    this.sort = NEWEST;
    this.current = -1;
    this.total = null;
    this.widen();
  }

  /** Takes the filters off, and keeps the view. */
  widen(): void {
    this.responsible = "";
    this.client = null;
    this.text = "";
  }

  sortBy(key: MatterSortKey): void {
    const newestFirst = key === "opened_on" || key === "closed_on" || key === "reference";
    this.sort = { key, descending: this.sort.key === key ? !this.sort.descending : newestFirst };
  }
}

export const matterList = new MatterList();
