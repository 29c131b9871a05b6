// French words of matters, their parties, time and costs. Every table is exhaustive: a new value is a compile error here.
import type { BillingMode, CostKind, MatterStatus, MatterView, PartyRole, Side } from "./commands";
import { formatDate } from "./format";

const ROLES: { [role in PartyRole]: string } = {
  client: "Client",
  claimant: "Demandeur",
  defendant: "Défendeur",
  appellant: "Appelant",
  respondent: "Intimé",
  cassation_claimant: "Demandeur au pourvoi",
  cassation_defendant: "Défendeur au pourvoi",
  voluntary_intervener: "Intervenant volontaire",
  forced_intervener: "Intervenant forcé",
  civil_party: "Partie civile",
  accused: "Prévenu, mis en examen",
  victim: "Victime",
  creditor: "Créancier",
  debtor: "Débiteur",
  buyer: "Acquéreur",
  seller: "Vendeur",
  counsel: "Confrère",
  expert: "Expert",
  notary: "Notaire",
  bailiff: "Commissaire de justice",
  insurer: "Assureur",
  witness: "Témoin",
  other: "Autre",
};
export const PARTY_ROLES = Object.keys(ROLES) as PartyRole[];

/** « Appelant », or the words that stand in its place. */
export function partyRoleLabel(role: PartyRole, label = ""): string {
  return label || ROLES[role];
}

const SIDE_NAMES: { [side in Side]: string } = { for: "Pour", against: "Contre", neutral: "Neutre" };
export const SIDES = Object.keys(SIDE_NAMES) as Side[];

export function sideLabel(side: Side): string {
  return SIDE_NAMES[side];
}

const MODES: { [mode in BillingMode]: string } = {
  hourly: "Au temps passé",
  fixed: "Au forfait",
  success: "Avec honoraire de résultat",
  subscription: "Abonnement",
  legal_aid: "Aide juridictionnelle",
  pro_bono: "Pro bono",
};
export const BILLING_MODES = Object.keys(MODES) as BillingMode[];

export function billingModeLabel(mode: BillingMode): string {
  return MODES[mode];
}

export function matterStatusLabel(status: MatterStatus): string {
  return status === "open" ? "Actif" : "Archivé";
}

const MATTER_VIEWS: { [view in MatterView]: string } = { open: "Dossiers actifs", archived: "Archivés", all: "Tous" };

export const matterViews = Object.entries(MATTER_VIEWS).map(([value, label]) => ({ value: value as MatterView, label }));

/** An expense is charged again under VAT; a disbursement was paid for the client, outside VAT. */
export function costKindLabel(kind: CostKind): string {
  return kind === "expense" ? "Frais" : "Débours";
}

/** « 2026-0042 Bail de la rue Mercière » */
export function matterName(matter: { reference: string; title: string }): string {
  return `${matter.reference} ${matter.title}`.trim();
}

/** « ouvert le 01/03/2026, clos le 04/05/2026 » */
export function matterDates(opened: string | null, closed: string | null): string {
  return [opened ? `ouvert le ${formatDate(opened)}` : "", closed ? `clos le ${formatDate(closed)}` : ""]
    .filter(Boolean)
    .join(", ");
}
