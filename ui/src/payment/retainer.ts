// What is written of a provision on paper, and what a payment is called.
import { call } from "../lib/call";
import type { Payment, Retainer } from "../lib/commands";
import { savePdf } from "../lib/pdf";

export const METHODS = ["Virement", "Chèque", "Carte", "Prélèvement", "Espèces"] as const;

/** What a payment is when it is not simply money received. */
export type PaymentNature = "received" | "counter_entry" | "reversed" | "refund" | "refund_reversed" | "refund_counter_entry";

export function natureOf(payment: Pick<Payment, "amount" | "refund" | "reverses" | "reversed_by">): PaymentNature {
  if (payment.refund !== null) {
    if (payment.amount > 0) return "refund_counter_entry";
    return payment.reversed_by === null ? "refund" : "refund_reversed";
  }
  if (payment.reverses !== null) return "counter_entry";
  return payment.reversed_by === null ? "received" : "reversed";
}

const NATURES: { [nature in PaymentNature]: string } = {
  received: "",
  counter_entry: "Contre-écriture",
  reversed: "Extourné",
  refund: "Remboursement",
  refund_reversed: "Remboursement extourné",
  refund_counter_entry: "Contre-écriture",
};

/** In a word; empty for money received. */
export function natureLabel(nature: PaymentNature): string {
  return NATURES[nature];
}

/** Saves the letter that asks for a provision. */
export function saveRequest(retainer: Retainer): void {
  const name = `demande-de-provision-${retainer.requested_on}.pdf`;
  void savePdf("Demande de provision", name, (path) => call("retainer_pdf", { id: retainer.id, path }));
}

/** Saves the receipt of a payment. */
export function saveReceipt(payment: Payment): void {
  const title = payment.retainer ? "Reçu de provision" : "Reçu de règlement";
  void savePdf(title, `recu-${payment.received_on}.pdf`, (path) => call("payment_receipt_pdf", { id: payment.id, path }));
}

/** A part of the list: all, asked for and not received, received and not used. */
export type RetainerPart = "all" | "open" | "available";

const PATHS: { [part in RetainerPart]: readonly string[] } = { all: [], open: ["a-recevoir"], available: ["disponibles"] };

/** The end of its address: « …/provisions/disponibles ». */
export function retainerPath(part: RetainerPart): readonly string[] {
  return PATHS[part];
}

export function retainerPart(path: string | undefined): RetainerPart {
  return path === "a-recevoir" ? "open" : path === "disponibles" ? "available" : "all";
}
