// What the palette finds of payments.
import Banknote from "@lucide/svelte/icons/banknote";
import { call } from "../lib/call";
import { formatDate, formatEuros } from "../lib/format";
import type { FoundSource } from "../lib/found";
import { go } from "../lib/route.svelte";

const FOUND_AT_MOST = 3;

export const paymentSource: FoundSource = {
  id: "payments",
  title: "Règlements",
  async find(text) {
    const found = await call("find_records", { text, kind: "payment", limit: FOUND_AT_MOST });
    return found.map((one) => ({
      key: one.id,
      label: [one.amount === null ? "" : formatEuros(one.amount), one.client_name].filter(Boolean).join(" · "),
      note: [`reçu le ${formatDate(one.on)}`, one.about, one.number, one.closed ? "extourné" : ""].filter(Boolean).join(", "),
      icon: Banknote,
      open: () => go("factures", "reglements", one.id),
    }));
  },
};
