// What the list of invoices shows: the view, the filters, the order. It outlives the screen, so that coming back finds it as it was.
import type { InvoiceFilter, InvoiceSort, InvoiceView, Id } from "../lib/commands";
import { session } from "../lib/session.svelte";

/** The tables a row of the list is made of; the firm's threshold says what is doubtful. */
export const LIST_TABLES: readonly string[] = [
  "invoice",
  "invoice_line",
  "invoice_mark",
  "payment",
  "payment_allocation",
  "contact",
  "firm",
];

export class InvoiceList {
  view = $state<InvoiceView>("all");
  /** Shown in its place: the overdue invoices to ask for. */
  due = $state(false);
  client = $state.raw<{ id: Id; name: string } | null>(null);
  from = $state<string | null>(null);
  to = $state<string | null>(null);
  text = $state("");
  sort = $state.raw<InvoiceSort | null>(null);
  /** The row under the cursor; -1 is none. */
  current = $state(-1);
  #folder: string | null = null;

  readonly filter = $derived<InvoiceFilter>({
    view: this.view,
    client: this.client?.id ?? null,
    matter: null,
    from: this.from,
    to: this.to,
    text: this.text.trim(),
    sort: this.sort,
  });

  get narrowed(): boolean {
    return this.client !== null || this.from !== null || this.to !== null || this.filter.text !== "";
  }

  /** Takes the filters off, and keeps the view. */
  widen(): void {
    this.client = null;
    this.from = null;
    this.to = null;
    this.text = "";
  }

  /** Another base has other invoices: nothing of the old list is kept. */
  enter(): void {
    const folder = session.open?.folder ?? null;
    if (folder === this.#folder) return;
    this.#folder = folder;
    this.view = "all";
    this.due = false;
    this.sort = null;
    this.current = -1;
    this.widen();
  }
}

export const invoiceList = new InvoiceList();

/** The invoices of a client as they are first shown: the newest first. */
export function ofClient(client: Id, view: InvoiceView): InvoiceFilter {
  return { view, client, matter: null, from: null, to: null, text: "", sort: null };
}
