// The words of KYC (lutte contre le blanchiment), as people say them.
import type { CountryRisk, KycActivity, KycDueLevel, KycState, OwnerReason } from "../lib/commands";
import type { Tone } from "../kit";

export { documentLabel, DOCUMENTS, PEPS, STATES, vigilanceLabel, VIGILANCES } from "../lib/kyc-fr";

/** What a person does to bring a file there. */
export function moveLabel(from: KycState, to: KycState): string {
  switch (to) {
    case "submitted":
      return "Soumettre";
    case "validated":
      return "Valider";
    case "refused":
      return "Refuser…";
    case "to_renew":
      return "À renouveler…";
    case "out_of_scope":
      return "Hors champ…";
    case "in_progress":
      return from === "submitted" ? "Reprendre" : "Reprendre…";
    case "to_do":
      return "À faire";
  }
}

/** Where a step can't do without a word why. */
export function needsReason(from: KycState, to: KycState): boolean {
  if (to === "out_of_scope" || to === "refused" || to === "to_renew") return true;
  return to === "in_progress" && (from === "validated" || from === "refused" || from === "out_of_scope");
}

export const ACTIVITIES: readonly { value: KycActivity; label: string }[] = [
  { value: "real_estate", label: "Achat ou vente d’immeubles ou de fonds de commerce" },
  { value: "transaction", label: "Transaction financière ou immobilière au nom du client" },
  { value: "funds", label: "Gestion de fonds, titres ou autres actifs" },
  { value: "accounts", label: "Ouverture de comptes ou de contrats d’assurance" },
  { value: "contributions", label: "Apports nécessaires à la création de sociétés" },
  { value: "companies", label: "Constitution, gestion ou direction de sociétés" },
  { value: "trust", label: "Fiducie ou structure similaire" },
  { value: "endowment", label: "Fonds de dotation ou de pérennité" },
  { value: "tax", label: "Conseil en matière fiscale" },
  { value: "other", label: "Autre activité" },
];

/** Usual reasons for being out of scope (CMF art. L. 561-3, II). */
export const OUT_OF_SCOPE: readonly string[] = [
  "Procédure juridictionnelle (CMF, art. L. 561-3, II)",
  "Consultation juridique (CMF, art. L. 561-3, II)",
  "Activité étrangère à l’article L. 561-3, I du CMF",
];

export const DUE: Record<KycDueLevel, { label: string; tone: Tone }> = {
  expired: { label: "Échu", tone: "danger" },
  missing: { label: "À valider", tone: "warn" },
  soon: { label: "Sous 30 jours", tone: "info" },
  later: { label: "Sous 90 jours", tone: "neutral" },
};

export const RISKS: readonly { value: CountryRisk; label: string }[] = [
  { value: "high", label: "Risque élevé" },
  { value: "monitored", label: "Sous surveillance" },
];

export function reasonLabel(reason: OwnerReason): string {
  switch (reason) {
    case "shares":
      return "capital ou votes";
    case "control":
      return "contrôle par d’autres moyens";
    case "representative":
      return "représentant légal, à défaut";
  }
}

const percents = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });

/** Millionths: 333333 → « 33,33 % »; « non calculable » where there is no figure. */
export function percent(millionths: number | null): string {
  return millionths === null ? "non calculable" : `${percents.format(millionths / 10_000)}\u00a0%`;
}
