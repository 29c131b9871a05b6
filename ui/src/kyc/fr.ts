// The words of KYC (lutte contre le blanchiment), as people say them.
import type {
  CountryRisk,
  KycActivity,
  KycDocumentKind,
  KycDueLevel,
  KycState,
  OwnerReason,
  Pep,
  Vigilance,
} from "../lib/commands";
import type { Tone } from "../kit";

export const STATES: Record<KycState, { label: string; tone: Tone }> = {
  to_do: { label: "À faire", tone: "warn" },
  in_progress: { label: "En cours", tone: "info" },
  submitted: { label: "Soumis", tone: "info" },
  validated: { label: "Validé", tone: "good" },
  refused: { label: "Refusé", tone: "danger" },
  to_renew: { label: "À renouveler", tone: "warn" },
  out_of_scope: { label: "Hors champ", tone: "neutral" },
};

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

export const VIGILANCES: readonly { value: Vigilance; label: string }[] = [
  { value: "simplified", label: "Simplifiée" },
  { value: "normal", label: "Normale" },
  { value: "enhanced", label: "Renforcée" },
];

export function vigilanceLabel(level: Vigilance | null): string {
  return VIGILANCES.find((one) => one.value === level)?.label ?? "Non choisie";
}

export const PEPS: readonly { value: Pep; label: string }[] = [
  { value: "unasked", label: "Pas encore demandé" },
  { value: "no", label: "Non" },
  { value: "yes", label: "Oui, ou proche d’une personne exposée" },
];

export const DOCUMENTS: readonly { value: KycDocumentKind; label: string; identity: boolean }[] = [
  { value: "identity_card", label: "Carte d’identité", identity: true },
  { value: "passport", label: "Passeport", identity: true },
  { value: "residence_permit", label: "Titre de séjour", identity: true },
  { value: "driving_licence", label: "Permis de conduire", identity: true },
  { value: "registration_extract", label: "Extrait de registre (Kbis)", identity: false },
  { value: "articles", label: "Statuts", identity: false },
  { value: "owners_register", label: "Registre des bénéficiaires effectifs", identity: false },
  { value: "address_proof", label: "Justificatif de domicile", identity: false },
  { value: "mandate", label: "Pouvoir", identity: false },
  { value: "other", label: "Autre pièce", identity: false },
];

export function documentLabel(kind: KycDocumentKind): string {
  return DOCUMENTS.find((one) => one.value === kind)?.label ?? kind;
}

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
