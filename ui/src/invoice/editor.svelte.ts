// The typing of one draft of an invoice: its lines, what they come to, and its copy that survives a crash.
import { call } from "../lib/call";
import type { Id, Invoice, InvoiceDraft, PricedLines, WorkRow } from "../lib/commands";
import { asApiError } from "../lib/errors";
import { Kept } from "../lib/kept.svelte";
import { blankLine, draftOf, lineField, lineOfWork, linesOf, refreshed, type EditedLine } from "./lines";

/** How long after the last key the lines are priced anew. */
const PRICE_AFTER_MS = 80;
const PAGE = 1000;

export type Typed = {
  client: { id: Id; name: string } | null;
  /** None: the default of the client. */
  recipient: Id | null;
  matter: Id | null;
  subject: string;
  note: string;
  /** None: the firm's. */
  paymentDays: number | null;
  lines: EditedLine[];
};

const BLANK: Typed = { client: null, recipient: null, matter: null, subject: "", note: "", paymentDays: null, lines: [] };

export class InvoiceEditor {
  typed = $state<Typed>(structuredClone(BLANK));
  priced = $state.raw<PricedLines | null>(null);
  errors = $state<{ field: string; message: string }[]>([]);
  failure = $state<string | null>(null);
  loading = $state(true);
  saving = $state(false);
  /** How many lines bill work that was edited since the draft was saved. */
  changedSince = $state(0);
  /** The draft as it is stored; null for a new one. */
  stored = $state.raw<Invoice | null>(null);

  readonly id: Id | null;
  readonly kept: Kept<Typed>;
  #base = JSON.stringify(BLANK);
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #question = 0;
  /** Fields whose text is no amount or no duration. */
  #unreadable = new Set<string>();

  constructor(id: Id | null, client: Id | null) {
    this.id = id;
    this.kept = new Kept(id === null ? `invoice:new:${client ?? ""}` : `invoice:${id}`);
  }

  get dirty(): boolean {
    return JSON.stringify(this.typed) !== this.#base;
  }

  get hasWork(): boolean {
    return this.typed.lines.some((line) => line.work !== null);
  }

  async open(client: Id | null): Promise<void> {
    try {
      const [stored, contact] = await Promise.all([
        this.id === null ? null : call("get_invoice", { id: this.id }),
        client === null ? null : call("get_contact", { id: client }),
        this.kept.open(),
      ]);
      if (stored) {
        this.stored = stored;
        const { lines, changed } = refreshed(linesOf(stored), await this.#workOf(stored));
        this.changedSince = changed;
        this.typed = {
          client: { id: stored.client, name: stored.client_name },
          recipient: stored.recipient,
          matter: stored.matter,
          subject: stored.subject,
          note: stored.note,
          paymentDays: stored.payment_days,
          lines,
        };
      } else if (contact) this.typed.client = { id: contact.id, name: contact.display_name };
      this.#base = JSON.stringify(this.typed);
      this.#price();
    } catch (cause) {
      this.failure = asApiError(cause).message;
    } finally {
      this.loading = false;
    }
  }

  /** The work on the lines of a draft, as it is today. */
  async #workOf(draft: Invoice): Promise<WorkRow[]> {
    const billed = new Set(draft.lines.flatMap((line) => line.time_entry ?? line.expense ?? line.disbursement ?? []));
    const found: WorkRow[] = [];
    for (let offset = 0; found.length < billed.size; offset += PAGE) {
      const filter = { view: "all", client: draft.client, matter: null, to: null, free: true, invoice: draft.id } as const;
      const { rows } = await call("list_work", { filter, page: { offset, limit: PAGE } });
      found.push(...rows.filter((work) => billed.has(work.id)));
      if (rows.length < PAGE) break;
    }
    return found;
  }

  takeUp(): void {
    const found = this.kept.found?.value;
    if (!found) return;
    this.kept.found = null;
    // Lines of another day have keys that may be taken by now.
    this.typed = { ...found, lines: found.lines.map((line) => ({ ...line, key: crypto.randomUUID() })) };
    this.touched();
  }

  /** To be called after each change of what is typed. */
  touched(field?: string): void {
    if (this.#closed || this.loading) return;
    if (field !== undefined) this.errors = this.errors.filter((error) => error.field !== field);
    if (this.dirty) this.kept.keep($state.snapshot(this.typed) as Typed);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#price(), PRICE_AFTER_MS);
  }

  setUnreadable(field: string, text: string | null): void {
    if (text === null) this.#unreadable.delete(field);
    else this.#unreadable.add(field);
  }

  add(kind: "fee" | "discount"): EditedLine {
    const line = blankLine(kind);
    this.typed.lines.push(line);
    this.touched();
    return line;
  }

  take(work: readonly WorkRow[]): void {
    this.typed.lines.push(...work.map(lineOfWork));
    this.touched();
  }

  remove(key: string): void {
    this.typed.lines = this.typed.lines.filter((line) => line.key !== key);
    // What was wrong in it went with it.
    for (const field of [...this.#unreadable]) if (field.startsWith(`${key}.`)) this.#unreadable.delete(field);
    this.errors = [];
    this.touched();
  }

  errorOf(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }

  /** The stored draft; null when it was refused: the reasons then stand beside the fields. */
  async save(): Promise<Invoice | null> {
    if (this.saving) return null;
    this.errors = [];
    this.failure = null;
    if (this.#unreadable.size > 0) {
      this.failure = "Corrigez d’abord les valeurs signalées.";
      return null;
    }
    const { client } = this.typed;
    if (client === null) {
      this.errors = [{ field: "client", message: "Choisissez le client à facturer." }];
      return null;
    }
    this.saving = true;
    try {
      const stored = await call("save_invoice", { draft: this.#draft(client.id) });
      this.#closed = true;
      clearTimeout(this.#timer);
      await this.kept.discard();
      return stored;
    } catch (cause) {
      this.#refused(cause);
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Leaves with what is typed kept for another time. */
  async leave(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#question++;
    await this.kept.flush();
  }

  async abandon(): Promise<void> {
    this.#closed = true;
    await this.kept.discard();
  }

  #draft(client: Id): InvoiceDraft {
    const typed = $state.snapshot(this.typed) as Typed;
    return {
      id: this.id,
      client,
      recipient: typed.recipient,
      matter: typed.matter,
      subject: typed.subject,
      note: typed.note,
      payment_days: typed.paymentDays,
      lines: typed.lines.map(draftOf),
    };
  }

  #price(): void {
    const question = ++this.#question;
    const lines = ($state.snapshot(this.typed) as Typed).lines.map(draftOf);
    call("price_invoice", { lines }).then(
      (priced) => {
        if (question !== this.#question) return;
        this.priced = priced;
        this.errors = this.errors.filter((error) => lineField(error.field) === null);
        if (this.failure !== null && this.#unreadable.size === 0) this.failure = null;
      },
      (cause: unknown) => {
        if (question === this.#question) this.#refused(cause);
      },
    );
  }

  #refused(cause: unknown): void {
    const error = asApiError(cause);
    const known = ["client", "recipient", "matter", "payment_days"];
    if (error.code === "invalid" && error.field && (known.includes(error.field) || lineField(error.field)))
      this.errors = [...this.errors.filter((one) => one.field !== error.field), { field: error.field, message: error.message }];
    else this.failure = error.message;
  }
}
