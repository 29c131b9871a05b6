// The spreading of an amount over invoices, as proposed until a person says otherwise.
import { SvelteSet } from "svelte/reactivity";
import { call } from "../lib/call";
import type { Allocation, Id } from "../lib/commands";
import { allocationsOf, partsOf, preferring, sumOf } from "./allocation";

export class Spread {
  parts = $state<Record<Id, number | null>>({});
  /** A part was typed: what is proposed no longer takes its place. */
  byHand = $state(false);
  /** Parts whose text is no amount. */
  readonly unreadable = new SvelteSet<Id>();
  readonly #first: { id: Id; open: number } | null;
  #question = 0;
  #sent: readonly Allocation[] = [];

  constructor(first: { id: Id; open: number } | null) {
    this.#first = first;
  }

  get sum(): number {
    return sumOf(this.parts);
  }

  /** Spreads an amount as the core proposes, unless a person has typed otherwise. */
  async propose(client: Id, amount: number): Promise<void> {
    if (this.byHand) return;
    const question = ++this.#question;
    const proposed = amount <= 0 ? [] : await call("propose_allocation", { client, amount });
    if (question !== this.#question || this.byHand) return;
    this.parts = partsOf(this.#first ? preferring(this.#first, amount, proposed) : proposed);
  }

  /** Takes the proposal again. */
  async again(client: Id, amount: number): Promise<void> {
    this.byHand = false;
    this.unreadable.clear();
    await this.propose(client, amount);
  }

  clear(): void {
    this.#question++;
    this.byHand = false;
    this.parts = {};
    this.unreadable.clear();
  }

  set(invoice: Id, cents: number | null): void {
    this.byHand = true;
    this.#question++;
    this.parts = { ...this.parts, [invoice]: cents };
  }

  setUnreadable(invoice: Id, text: string | null): void {
    if (text === null) this.unreadable.delete(invoice);
    else this.unreadable.add(invoice);
  }

  /** What is sent; the order is remembered, since refusals name it. */
  toSend(): Allocation[] {
    this.#sent = allocationsOf(this.parts);
    return [...this.#sent];
  }

  /** « allocations.1.amount » → the invoice of the second part sent. */
  invoiceOf(field: string): Id | null {
    const match = /^allocations\.(\d+)\./.exec(field);
    return match ? (this.#sent[Number(match[1])]?.invoice ?? null) : null;
  }
}
