// The words of KYC that more than one screen says.
import type { KycDocumentKind, KycState, Pep, Vigilance } from "./commands";

export const STATES: Record<KycState, { label: string; tone: "neutral" | "info" | "good" | "warn" | "danger" }> = {
  to_do: { label: "À faire", tone: "warn" },
  in_progress: { label: "En cours", tone: "info" },
  submitted: { label: "Soumis", tone: "info" },
  validated: { label: "Validé", tone: "good" },
  refused: { label: "Refusé", tone: "danger" },
  to_renew: { label: "À renouveler", tone: "warn" },
  out_of_scope: { label: "Hors champ", tone: "neutral" },
};

/** Identified, or out of scope with a reason: no warning. */
export function isClear(state: KycState): boolean {
  return state === "validated" || state === "out_of_scope";
}

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
