// « À relancer »: the overdue invoices shown, and those ticked to be asked for together.
import { call } from "../lib/call";
import type { DueReminder, DueReminderFilter, Id } from "../lib/commands";
import { invoiceList } from "./list.svelte";

/** The tables a row of the list is made of. */
export const DUE_TABLES: readonly string[] = [
  "invoice",
  "invoice_mark",
  "payment",
  "payment_allocation",
  "reminder",
  "reminder_line",
  "contact",
  "contact_role",
];
/** As the core takes at once. */
export const MOST_TICKED = 500;

export class DueList {
  /** Also those reminded a short time ago, and those under formal notice. */
  all = $state(false);
  /** The row under the cursor; -1 is none. */
  current = $state(-1);
  /** Null until the first answer. */
  total = $state<number | null>(null);
  ticked = $state.raw<ReadonlySet<Id>>(new Set());
  /** From where Shift ticks. */
  #anchor = -1;

  readonly filter = $derived<DueReminderFilter>({
    client: invoiceList.client?.id ?? null,
    waited_days: null,
    all: this.all,
    text: invoiceList.text.trim(),
  });

  get narrowed(): boolean {
    return invoiceList.client !== null || this.filter.text !== "";
  }

  tick(id: Id, index: number): void {
    const next = new Set(this.ticked);
    if (!next.delete(id)) next.add(id);
    this.ticked = next;
    this.#anchor = index;
  }

  /** Ticks every row from the last one ticked to this one. */
  async tickTo(index: number): Promise<void> {
    const from = this.#anchor < 0 ? index : this.#anchor;
    const rows = await this.#rows(Math.min(from, index), Math.abs(index - from) + 1);
    this.ticked = new Set([...this.ticked, ...rows.map((row) => row.invoice)]);
  }

  /** The first rows of the list, as many as can be asked for at once. */
  async tickAll(): Promise<void> {
    this.ticked = new Set((await this.#rows(0, MOST_TICKED)).map((row) => row.invoice));
  }

  untickAll(): void {
    this.ticked = new Set();
    this.#anchor = -1;
  }

  async #rows(offset: number, count: number): Promise<DueReminder[]> {
    const page = { offset, limit: Math.min(count, MOST_TICKED) };
    return (await call("due_reminders", { filter: this.filter, page })).rows;
  }
}

export const dueList = new DueList();
