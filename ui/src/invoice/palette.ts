// What the palette finds of invoices.
import ReceiptText from "@lucide/svelte/icons/receipt-text";
import { call } from "../lib/call";
import { formatDate, formatEuros } from "../lib/format";
import type { FoundSource } from "../lib/found";
import { invoiceName } from "../lib/money-fr";
import { go } from "../lib/route.svelte";

const FOUND_AT_MOST = 5;

export const invoiceSource: FoundSource = {
  id: "invoices",
  title: "Factures",
  async find(text) {
    const found = await call("find_records", { text, kind: "invoice", limit: FOUND_AT_MOST });
    return found.map((one) => ({
      key: one.id,
      label: [invoiceName({ kind: one.invoice_kind ?? "invoice", number: one.number }), one.client_name].join(" · "),
      note: [one.about, one.on === null ? "" : formatDate(one.on), one.amount === null ? "" : formatEuros(one.amount)]
        .filter(Boolean)
        .join(", "),
      icon: ReceiptText,
      open: () => go("factures", one.id),
    }));
  },
};
