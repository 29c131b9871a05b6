// Pages of the journal, gathered as one scrolls, and kept fresh while the base changes.
import { untrack } from "svelte";
import { call, onEvent } from "../lib/call";
import type { ApiError, JournalEntry, JournalFilter } from "../lib/commands";
import { asApiError } from "../lib/errors";
import { touches } from "../lib/live.svelte";

const PAGE = 60;
/** Entries that a page of the program has at most. */
const LARGEST = 500;
const TABLES = [
  "interaction",
  "interaction_contact",
  "document",
  "document_version",
  "status_change",
  "invoice",
  "payment",
  "kyc_decision",
  "kyc_document",
  "todo",
  "contact",
  "contact_link",
  "contact_role",
  "matter",
  "party",
];

export type Item = { key: string; day: string } | { key: string; entry: JournalEntry };

export class Journal {
  entries = $state.raw<readonly JournalEntry[]>([]);
  pinned = $state.raw<readonly JournalEntry[]>([]);
  loaded = $state(false);
  loading = $state(false);
  ended = $state(false);
  error = $state.raw<ApiError | null>(null);
  /** Entries under the days on which they fall. */
  readonly items = $derived.by(() => {
    const items: Item[] = [];
    let day = "";
    for (const entry of this.entries) {
      if (entry.day !== day) items.push({ key: (day = entry.day), day });
      items.push({ key: entry.id, entry });
    }
    return items;
  });
  private next: string | null = null;
  // Only the answer to the newest question counts.
  private question = 0;

  /** To be called while a component is being set up. */
  constructor(private filter: () => JournalFilter) {
    $effect(() => {
      this.filter();
      untrack(() => void this.restart(PAGE));
    });
    $effect(() =>
      onEvent((event) => {
        // As many as are shown, so that what one reads stays where it is.
        if (event.type === "changed" && touches(event.tables, TABLES)) void this.restart(Math.max(this.entries.length, PAGE));
      }),
    );
  }

  private async restart(count: number): Promise<void> {
    const mine = ++this.question;
    this.loading = true;
    try {
      const filter = this.filter();
      const first = await call("list_journal", { filter, cursor: null, limit: Math.min(count, LARGEST) });
      let [entries, next] = [first.entries, first.next];
      while (next !== null && entries.length < count && mine === this.question) {
        const page = await call("list_journal", { filter, cursor: next, limit: LARGEST });
        entries = [...entries, ...page.entries];
        next = page.next;
      }
      if (mine !== this.question) return;
      this.entries = entries;
      this.pinned = first.pinned;
      this.took(next);
    } catch (cause) {
      if (mine === this.question) this.error = asApiError(cause);
    }
    if (mine === this.question) this.loading = false;
  }

  async more(): Promise<void> {
    if (this.loading || this.ended || !this.loaded) return;
    const mine = this.question;
    this.loading = true;
    try {
      const page = await call("list_journal", { filter: this.filter(), cursor: this.next, limit: PAGE });
      if (mine !== this.question) return;
      this.entries = [...this.entries, ...page.entries];
      this.took(page.next);
    } catch (cause) {
      if (mine === this.question) this.error = asApiError(cause);
    }
    if (mine === this.question) this.loading = false;
  }

  private took(next: string | null): void {
    this.next = next;
    this.ended = next === null;
    this.loaded = true;
    this.error = null;
  }
}
