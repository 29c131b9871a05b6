// The fields of a contact: which kind has which, in which section, and how each is typed.
import type { ContactDraft, ContactKind } from "../lib/commands";
import { formatAmount, parseAmount } from "../lib/format";

type Control = "text" | "date" | "select" | "lines" | "amount" | "check";

type FieldSpec = {
  control: Control;
  /** Twelfths of the row: in a wide form, in a narrow one. */
  span: readonly [wide: number, narrow: number];
  hint?: string;
  /** Values proposed; a select takes no other. */
  suggestions?: readonly string[];
  /** A date that lies behind us: two digits of a year are read so. */
  past?: boolean;
};

const LEGAL_FORMS = [
  "SARL",
  "EURL",
  "SAS",
  "SASU",
  "SA",
  "SCI",
  "SNC",
  "SELARL",
  "SELAS",
  "SCP",
  "SCM",
  "Association",
  "Fondation",
  "Syndicat de copropriétaires",
  "Syndicat professionnel",
  "Coopérative",
  "GIE",
  "Commune",
  "Établissement public",
] as const;

const COURT_TYPES = [
  "Tribunal judiciaire",
  "Tribunal de proximité",
  "Tribunal des activités économiques",
  "Tribunal de commerce",
  "Conseil de prud’hommes",
  "Tribunal paritaire des baux ruraux",
  "Cour d’appel",
  "Cour de cassation",
  "Tribunal administratif",
  "Cour administrative d’appel",
  "Conseil d’État",
  "Tribunal des conflits",
  "Conseil constitutionnel",
  "Cour d’assises",
  "Tribunal de police",
  "Instance arbitrale",
] as const;

const SPECS = {
  civility: { control: "select", span: [2, 3], suggestions: ["", "M.", "Mme", "Me"] },
  birth_name: { control: "text", span: [5, 9] },
  first_names: { control: "text", span: [5, 12] },
  usage_name: { control: "text", span: [7, 7] },
  birth_date: { control: "date", span: [5, 5], past: true },
  birth_place: { control: "text", span: [4, 6] },
  nationality: { control: "text", span: [4, 6], suggestions: ["française"] },
  profession: { control: "text", span: [8, 12] },
  family_situation: {
    control: "text",
    span: [6, 6],
    suggestions: ["Célibataire", "Marié(e)", "Pacsé(e)", "Divorcé(e)", "Séparé(e) de corps", "Veuf, veuve", "Concubinage"],
  },
  matrimonial_regime: {
    control: "text",
    span: [6, 6],
    suggestions: [
      "Communauté réduite aux acquêts",
      "Séparation de biens",
      "Communauté universelle",
      "Participation aux acquêts",
      "Communauté de meubles et acquêts",
    ],
  },
  death_date: { control: "date", span: [4, 6], past: true },
  identity_type: {
    control: "text",
    span: [4, 6],
    suggestions: ["Carte nationale d’identité", "Passeport", "Titre de séjour", "Permis de conduire"],
  },
  identity_number: { control: "text", span: [4, 6] },
  identity_authority: { control: "text", span: [4, 6] },
  identity_country: { control: "text", span: [4, 6] },
  identity_issued_on: { control: "date", span: [4, 6], past: true },
  identity_expires_on: { control: "date", span: [4, 6] },
  organisation_name: { control: "text", span: [8, 12] },
  legal_form: { control: "text", span: [4, 6], suggestions: LEGAL_FORMS },
  court_type: { control: "text", span: [4, 6], suggestions: COURT_TYPES },
  acronym: { control: "text", span: [4, 6] },
  trade_name: { control: "text", span: [8, 12] },
  siren: { control: "text", span: [4, 6], hint: "9 chiffres" },
  siret: { control: "text", span: [4, 6], hint: "14 chiffres" },
  vat_number: { control: "text", span: [4, 6], hint: "FR, clé, SIREN" },
  rcs_town: { control: "text", span: [5, 8] },
  rcs_letter: { control: "text", span: [2, 4], suggestions: ["A", "B", "C", "D"] },
  naf_code: { control: "text", span: [5, 6], hint: "69.10Z" },
  naf_nomenclature: { control: "text", span: [4, 6], suggestions: ["NAFRev2", "NAF2025"] },
  share_capital_cents: { control: "amount", span: [4, 6] },
  share_capital_currency: { control: "text", span: [2, 6], suggestions: ["EUR", "USD", "GBP", "CHF"] },
  share_capital_variable: { control: "check", span: [12, 12] },
  chambers: { control: "lines", span: [12, 12], hint: "Une par ligne." },
  clerk_phone: { control: "text", span: [4, 6] },
  clerk_email: { control: "text", span: [8, 6] },
  clerk_hours: { control: "text", span: [7, 12] },
  rpva_identifier: { control: "text", span: [5, 12] },
  arbitration_institution: { control: "text", span: [12, 12], suggestions: ["CCI", "CMAP", "AFA"] },
  arbitration_rules: { control: "text", span: [6, 12] },
  arbitration_seat: { control: "text", span: [6, 12] },
  origin: { control: "text", span: [6, 12], hint: "Recommandation, site, annuaire, salon…" },
  external_ref: {
    control: "text",
    span: [6, 12],
    hint: "Le numéro de cette fiche dans un autre logiciel ou un fichier importé.",
  },
} as const satisfies { [field in keyof ContactDraft]?: FieldSpec };

/** The fields of a draft that hold one value each. */
export type TextField = keyof typeof SPECS;

export function spec(field: TextField): FieldSpec {
  return SPECS[field];
}

/** A part of the form that can be edited by itself. */
export const SECTIONS = [
  "identity",
  "reach",
  "civil",
  "document",
  "registration",
  "clerk",
  "arbitration",
  "banks",
  "more",
] as const;
export type SectionId = (typeof SECTIONS)[number];

export const sectionTitle: { [section in SectionId]: string } = {
  identity: "Identité",
  reach: "Coordonnées",
  civil: "État civil",
  document: "Pièce d’identité",
  registration: "Immatriculation et capital",
  clerk: "Chambres et greffe",
  arbitration: "Arbitrage",
  banks: "Comptes bancaires",
  more: "Qualités, origine et notes",
};

const FIELDS: { [kind in ContactKind]: { [section in SectionId]?: readonly TextField[] } } = {
  natural_person: {
    identity: ["civility", "birth_name", "first_names", "usage_name", "birth_date"],
    civil: ["birth_place", "nationality", "profession", "family_situation", "matrimonial_regime", "death_date"],
    document: [
      "identity_type",
      "identity_number",
      "identity_authority",
      "identity_country",
      "identity_issued_on",
      "identity_expires_on",
    ],
    more: ["origin", "external_ref"],
  },
  legal_person: {
    identity: ["organisation_name", "legal_form", "acronym", "trade_name", "siren", "siret", "vat_number"],
    registration: [
      "rcs_town",
      "rcs_letter",
      "naf_code",
      "naf_nomenclature",
      "share_capital_cents",
      "share_capital_currency",
      "share_capital_variable",
    ],
    more: ["origin", "external_ref"],
  },
  court: {
    identity: ["organisation_name", "court_type", "acronym"],
    clerk: ["chambers", "clerk_phone", "clerk_email", "clerk_hours", "rpva_identifier"],
    arbitration: ["arbitration_institution", "arbitration_rules", "arbitration_seat"],
    more: ["origin", "external_ref"],
  },
};

/** Sections without a field of their own: lists of rows. */
const OF_EVERY_KIND: readonly SectionId[] = ["reach", "banks", "more"];

/** The sections of a kind, in the order of the form. */
export function sectionsOf(kind: ContactKind): SectionId[] {
  return SECTIONS.filter((section) => FIELDS[kind][section] !== undefined || OF_EVERY_KIND.includes(section));
}

export const allFields = Object.keys(SPECS) as TextField[];

export function fieldsOfKind(kind: ContactKind): TextField[] {
  return sectionsOf(kind).flatMap((section) => FIELDS[kind][section] ?? []);
}

/** The fields of a section, and with the identity those of another kind that hold something: nothing that is stored stays unseen. */
export function fieldsOf(draft: ContactDraft, section: SectionId): TextField[] {
  const own = FIELDS[draft.kind][section] ?? [];
  return section === "identity" ? [...own, ...strayFields(draft)] : [...own];
}

function strayFields(draft: ContactDraft): TextField[] {
  const own = fieldsOfKind(draft.kind);
  return allFields.filter((field) => !own.includes(field) && textOf(draft, field) !== "");
}

/** A field as text: dates in ISO form, amounts as people write them. */
export function textOf(draft: ContactDraft, field: TextField): string {
  switch (field) {
    case "share_capital_cents":
      return draft.share_capital_cents === null ? "" : formatAmount(draft.share_capital_cents);
    case "share_capital_variable":
      return draft.share_capital_variable ? "oui" : "";
    default:
      return draft[field] ?? "";
  }
}

export function setText(draft: ContactDraft, field: TextField, text: string): void {
  switch (field) {
    case "share_capital_cents":
      draft.share_capital_cents = parseAmount(text);
      break;
    case "share_capital_variable":
      draft.share_capital_variable = text !== "";
      break;
    case "birth_date":
    case "death_date":
    case "identity_issued_on":
    case "identity_expires_on":
      draft[field] = text === "" ? null : text;
      break;
    default:
      draft[field] = text;
  }
}

/** The legal form that a name begins or ends with: « SARL Dupont », « Dupont et Fils SAS ». */
export function legalFormIn(name: string): string | null {
  const words = name
    .toUpperCase()
    .replace(/\./g, "")
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length < 2) return null;
  return LEGAL_FORMS.find((form) => form === words[0] || form === words.at(-1)) ?? null;
}
