// « À relancer »: the overdue invoices shown, and those ticked to be asked for together.
import { call } from "../lib/call";
import type { DueReminderFilter, Id } from "../lib/commands";
import { TickedList } from "../lib/ticking.svelte";
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

export class DueList extends TickedList {
  /** Also those reminded a short time ago, and those under formal notice. */
  all = $state(false);

  constructor() {
    super(MOST_TICKED);
  }

  readonly filter = $derived<DueReminderFilter>({
    client: invoiceList.client?.id ?? null,
    waited_days: null,
    all: this.all,
    text: invoiceList.text.trim(),
  });

  get narrowed(): boolean {
    return invoiceList.client !== null || this.filter.text !== "";
  }

  protected async ids(offset: number, count: number): Promise<Id[]> {
    const { rows } = await call("due_reminders", { filter: this.filter, page: { offset, limit: count } });
    return rows.map((row) => row.invoice);
  }
}

export const dueList = new DueList();
