// How a payment is spread over invoices while it is typed.
import type { Allocation, Id } from "../lib/commands";

/** What is typed beside each invoice; nothing, or null, is no part. */
export type Parts = Readonly<Record<Id, number | null>>;

export function partsOf(allocations: readonly Allocation[]): Record<Id, number | null> {
  return Object.fromEntries(allocations.map((part) => [part.invoice, part.amount]));
}

/** What is sent: the parts that are something. */
export function allocationsOf(parts: Parts): Allocation[] {
  return Object.entries(parts).flatMap(([invoice, amount]) => (amount === null || amount === 0 ? [] : [{ invoice, amount }]));
}

export function sumOf(parts: Parts): number {
  return Object.values(parts).reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

/**
 * The proposal for a payment that is made for one invoice: that one first, the rest over the others in the order proposed.
 * `proposed` spreads the whole amount, the oldest first.
 */
export function preferring(invoice: { id: Id; open: number }, amount: number, proposed: readonly Allocation[]): Allocation[] {
  const own = Math.min(Math.max(invoice.open, 0), amount);
  const parts: Allocation[] = own > 0 ? [{ invoice: invoice.id, amount: own }] : [];
  let left = amount - own;
  for (const one of proposed) {
    if (one.invoice === invoice.id) continue;
    const part = Math.min(one.amount, left);
    if (part > 0) parts.push({ invoice: one.invoice, amount: part });
    left -= part;
  }
  return parts;
}
