// French words of invoices, payments and their figures. Every table is exhaustive: a new value is a compile error here.
import type { Account, InvoiceKind, InvoiceRow, InvoiceView, LineKind, Mark, Retainer, WorkRow } from "./commands";
import { formatAmount, formatNumber, localDay } from "./format";
import { plural } from "./fr";

const VIEWS: { [view in InvoiceView]: readonly [path: string, label: string] } = {
  all: ["toutes", "Toutes"],
  drafts: ["projets", "Projets"],
  issued: ["emises", "Émises"],
  open: ["dues", "À régler"],
  overdue: ["echues", "Échues"],
  doubtful: ["douteuses", "Douteuses"],
  credit_notes: ["avoirs", "Avoirs"],
};
export const INVOICE_VIEWS = Object.keys(VIEWS) as InvoiceView[];

export function invoiceViewLabel(view: InvoiceView): string {
  return VIEWS[view][1];
}

/** Its part of the address: `#/factures/dues`. */
export function invoiceViewPath(view: InvoiceView): string {
  return VIEWS[view][0];
}

export function invoiceViewOf(path: string | undefined): InvoiceView | null {
  return INVOICE_VIEWS.find((view) => VIEWS[view][0] === path) ?? null;
}

export function invoiceKindLabel(kind: InvoiceKind): string {
  return kind === "invoice" ? "Facture" : "Avoir";
}

/** « Facture A2026-0001 », « Avoir A2026-0002 », « Projet de facture ». */
export function invoiceName(invoice: { kind: InvoiceKind; number: string }): string {
  return invoice.number === "" ? "Projet de facture" : `${invoiceKindLabel(invoice.kind)} ${invoice.number}`;
}

export function markLabel(mark: Mark): string {
  return mark === "doubtful" ? "Douteuse" : "Contestée";
}

/** « Rappel », « Relance », « Mise en demeure »: the letters, by degrees. */
export function reminderLevelLabel(level: number): string {
  return ["Rappel", "Relance", "Mise en demeure"][Math.min(Math.max(level, 1), 3) - 1]!;
}

export type StateTone = "neutral" | "info" | "good" | "warn" | "danger";

/** Where an invoice stands, in a word. */
export function invoiceState(row: Pick<InvoiceRow, "kind" | "number" | "open" | "mark" | "doubtful" | "days_overdue">): {
  label: string;
  tone: StateTone;
} {
  if (row.number === "") return { label: "Projet", tone: "neutral" };
  if (row.kind === "credit_note") return { label: "Avoir", tone: "neutral" };
  if (row.open < 0) return { label: "Trop-perçu", tone: "warn" };
  if (row.open === 0) return { label: "Soldée", tone: "good" };
  if (row.mark) return { label: markLabel(row.mark), tone: "danger" };
  if (row.doubtful) return { label: "Douteuse", tone: "danger" };
  if (row.days_overdue > 0) return { label: `Échue, ${plural(row.days_overdue, "jour")}`, tone: "warn" };
  return { label: "À régler", tone: "info" };
}

/** Where a provision stands, in a word. */
export function retainerState(
  retainer: Pick<Retainer, "received" | "refunded" | "open" | "available" | "due_on" | "withdrawn_on">,
  today = localDay(new Date()),
): { label: string; tone: StateTone } {
  if (retainer.available > 0) return { label: retainer.open > 0 ? "Reçue en partie" : "Disponible", tone: "good" };
  if (retainer.refunded > 0 && retainer.refunded === retainer.received) return { label: "Rendue", tone: "neutral" };
  if (retainer.withdrawn_on !== null) return { label: "Retirée", tone: "neutral" };
  if (retainer.open === 0) return { label: retainer.refunded > 0 ? "Soldée" : "Imputée", tone: "neutral" };
  if (retainer.due_on !== null && retainer.due_on < today) return { label: "En retard", tone: "warn" };
  return { label: retainer.received > 0 ? "Reçue en partie" : "Demandée", tone: "info" };
}

/** What it is for: the matter, then its subject. */
export function retainerSubject(retainer: Pick<Retainer, "matter_name" | "subject">): string {
  return [retainer.matter_name, retainer.subject].filter(Boolean).join(" · ");
}

const LINES: { [kind in LineKind]: string } = {
  time: "Temps passé",
  expense: "Frais",
  disbursement: "Débours",
  fee: "Honoraires",
  discount: "Remise",
};

export function lineKindLabel(kind: LineKind): string {
  return LINES[kind];
}

export function accountLabel(account: Account): string {
  return account === "firm" ? "Compte du cabinet" : "CARPA (fonds de tiers)";
}

/** 2000 → « 20 % », 550 → « 5,5 % ». */
export function vatLabel(basisPoints: number): string {
  return `${formatAmount(basisPoints).replace(/(,\d)0$/, "$1")}\u00a0%`;
}

/** « 2026-0042 Bail de la rue Mercière » */
export function workMatter(row: Pick<WorkRow, "reference" | "matter_title">): string {
  return `${row.reference} ${row.matter_title}`.trim();
}

/** « 12 factures », « 12 avoirs ». */
export function invoiceCount(count: number, view: InvoiceView): string {
  if (view === "credit_notes") return plural(count, "avoir");
  if (view === "drafts") return plural(count, "projet");
  return view === "all" ? `${formatNumber(count)}\u00a0${count < 2 ? "pièce" : "pièces"}` : plural(count, "facture");
}
