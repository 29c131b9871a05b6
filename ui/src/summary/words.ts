// Where each warning leads, and how grave it is.
import type { Id, MatterOfContact, SummaryPerson, SummaryWarning, WarningCode } from "../lib/commands";
import { linkLabel } from "../lib/fr";
import { formatPhone } from "../lib/identifiers";
import { partyRoleLabel, sideLabel } from "../lib/matter-fr";

type Place = { tone: "danger" | "warn" | "info"; to: (id: Id) => string[]; go: string };

const PLACES: Record<WarningCode, Place> = {
  erased: { tone: "info", to: (id) => ["contacts", id, "fiche"], go: "Voir la fiche" },
  restricted: { tone: "danger", to: (id) => ["contacts", id, "fiche"], go: "Voir la fiche" },
  kyc: { tone: "danger", to: (id) => ["contacts", id, "kyc"], go: "Ouvrir le KYC" },
  matters_kyc: { tone: "warn", to: (id) => ["contacts", id, "kyc"], go: "Ouvrir le KYC" },
  conflict: { tone: "danger", to: () => ["conflits"], go: "Rechercher" },
  doubtful_debt: { tone: "danger", to: (id) => ["contacts", id, "factures", "douteuses"], go: "Voir les factures" },
  identification: { tone: "warn", to: (id) => ["contacts", id, "kyc"], go: "Compléter" },
  to_check: { tone: "warn", to: (id) => ["contacts", id, "modifier"], go: "Vérifier" },
  no_email: { tone: "info", to: (id) => ["contacts", id, "modifier"], go: "Compléter" },
  no_address: { tone: "info", to: (id) => ["contacts", id, "modifier"], go: "Compléter" },
  archived: { tone: "info", to: (id) => ["contacts", id, "fiche"], go: "Voir la fiche" },
};

export function placeOf(warning: SummaryWarning): Place {
  return PLACES[warning.code];
}

/** « Représentant : gérante · 04 72 00 00 00 · anne@durand.fr » */
export function personDetails(person: SummaryPerson): string {
  const what = [linkLabel(person.kind, person.reversed), person.function].filter(Boolean).join(", ");
  return [what, formatPhone(person.phone), person.email].filter(Boolean).join(" · ");
}

/** « Pour · Client » */
export function partText(matter: MatterOfContact): string {
  return `${sideLabel(matter.side)} · ${partyRoleLabel(matter.role, matter.label)}`;
}
