// The journal's words and signs.
import Banknote from "@lucide/svelte/icons/banknote";
import BellRing from "@lucide/svelte/icons/bell-ring";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import FileText from "@lucide/svelte/icons/file-text";
import HandCoins from "@lucide/svelte/icons/hand-coins";
import IdCard from "@lucide/svelte/icons/id-card";
import ListTodo from "@lucide/svelte/icons/list-todo";
import Mail from "@lucide/svelte/icons/mail";
import MailOpen from "@lucide/svelte/icons/mail-open";
import Merge from "@lucide/svelte/icons/merge";
import Paperclip from "@lucide/svelte/icons/paperclip";
import Phone from "@lucide/svelte/icons/phone";
import PiggyBank from "@lucide/svelte/icons/piggy-bank";
import Receipt from "@lucide/svelte/icons/receipt";
import ReceiptText from "@lucide/svelte/icons/receipt-text";
import Route from "@lucide/svelte/icons/route";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import StickyNote from "@lucide/svelte/icons/sticky-note";
import Undo from "@lucide/svelte/icons/undo-2";
import Upload from "@lucide/svelte/icons/upload";
import type { Component } from "svelte";
import type { Direction, EmailVerdictKind, InteractionKind, InteractionPart, JournalKind } from "../lib/commands";

export const WRITTEN: readonly InteractionKind[] = ["call", "meeting", "note", "letter"];

const KINDS: Record<JournalKind, { label: string; icon: Component }> = {
  email: { label: "E-mail", icon: Mail },
  call: { label: "Appel", icon: Phone },
  meeting: { label: "Rendez-vous", icon: CalendarClock },
  note: { label: "Note", icon: StickyNote },
  letter: { label: "Courrier", icon: MailOpen },
  document: { label: "Document", icon: Paperclip },
  status: { label: "Statut", icon: Route },
  invoice: { label: "Facture", icon: Receipt },
  credit_note: { label: "Avoir", icon: ReceiptText },
  payment: { label: "Règlement", icon: Banknote },
  reversal: { label: "Extourne", icon: Undo },
  reminder: { label: "Relance", icon: BellRing },
  retainer: { label: "Provision", icon: PiggyBank },
  refund: { label: "Remboursement", icon: HandCoins },
  task: { label: "Tâche", icon: ListTodo },
  kyc: { label: "KYC", icon: ShieldCheck },
  kyc_document: { label: "Pièce vue", icon: IdCard },
  merge: { label: "Fusion", icon: Merge },
  import: { label: "Import", icon: Upload },
};

export const JOURNAL_KINDS = Object.keys(KINDS) as JournalKind[];

export function journalKindLabel(kind: JournalKind): string {
  return KINDS[kind].label;
}

export function journalKindIcon(kind: JournalKind): Component {
  return KINDS[kind].icon ?? FileText;
}

/** « Appel reçu », « Courrier envoyé ». */
export function entryLabel(kind: JournalKind, direction: Direction | null): string {
  const label = journalKindLabel(kind);
  if (!direction) return label;
  const sent = kind === "call" ? "passé" : "envoyé";
  return `${label} ${direction === "in" ? "reçu" : sent}`;
}

const PARTS: Record<InteractionPart, string> = {
  about: "",
  mentioned: "cité",
  sender: "de",
  recipient: "à",
  copy: "copie",
};

export function partLabel(part: InteractionPart): string {
  return PARTS[part];
}

const VERDICTS: Record<EmailVerdictKind, string> = {
  filed: "Classé",
  unfiled: "Sans fiche connue",
  already: "Déjà là",
  broken: "Abîmé, gardé",
  rejected: "Refusé",
};

export function verdictLabel(kind: EmailVerdictKind): string {
  return VERDICTS[kind];
}

/** « mardi 24 novembre 2026 », with a capital. */
export function dayTitle(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  const title = new Date(year!, month! - 1, date!).toLocaleDateString("fr-FR", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** `9h`, `14:30`, `14h30`, `1430` → `14:30`; null when it is no time. */
export function parseTime(text: string): string | null {
  const match = /^(\d{1,2})\s*(?:[:h.]\s*(\d{2})?)?$/i.exec(text.trim()) ?? /^(\d{2})(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}
