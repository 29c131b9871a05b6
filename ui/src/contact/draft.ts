// A contact while it is typed: what is empty, what differs, what a change of kind takes off.
import type {
  AddressDraft,
  Contact,
  ContactDraft,
  ContactKind,
  EmailDraft,
  FormerNameDraft,
  IbanDraft,
  PhoneDraft,
} from "../lib/commands";
import { fieldLabel } from "../lib/fr";
import { formatIban, formatPhone, formatSiren, formatSiret, formatVat } from "../lib/identifiers";
import { allFields, fieldsOfKind, setText, textOf, type TextField } from "./fields";

/** The field of each kind that is typed first and looked up for look-alikes. */
export const nameFieldOfKind: { [kind in ContactKind]: TextField } = {
  natural_person: "birth_name",
  legal_person: "organisation_name",
  court: "organisation_name",
};

/** Fields that may be kept although their check refused the value. */
export function canBeKeptWrong(field: TextField): boolean {
  return field === "clerk_email" || canBeForeign(field);
}

/** Numbers that a foreign organisation has in another form. */
export function canBeForeign(field: TextField): boolean {
  return field === "siren" || field === "siret" || field === "vat_number";
}

export function emptyDraft(kind: ContactKind): ContactDraft {
  return {
    id: null,
    kind,
    civility: "",
    first_names: "",
    birth_name: "",
    usage_name: "",
    organisation_name: "",
    acronym: "",
    trade_name: "",
    legal_form: "",
    birth_date: null,
    birth_place: "",
    death_date: null,
    nationality: "",
    profession: "",
    family_situation: "",
    matrimonial_regime: "",
    identity_type: "",
    identity_number: "",
    identity_authority: "",
    identity_country: "",
    identity_issued_on: null,
    identity_expires_on: null,
    siren: "",
    siret: "",
    vat_number: "",
    rcs_town: "",
    rcs_letter: "",
    naf_code: "",
    naf_nomenclature: "",
    share_capital_cents: null,
    share_capital_currency: "",
    share_capital_variable: false,
    court_type: "",
    chambers: "",
    clerk_phone: "",
    clerk_email: "",
    clerk_hours: "",
    rpva_identifier: "",
    arbitration_institution: "",
    arbitration_rules: "",
    arbitration_seat: "",
    origin: "",
    referred_by: null,
    notes: "",
    external_ref: "",
    to_check: [],
    foreign_identifiers: [],
    emails: [],
    phones: [],
    addresses: [],
    ibans: [],
    former_names: [],
    qualities: [],
  };
}

export const blankEmail = (): EmailDraft => ({ id: null, label: "", address: "", to_check: false });
export const blankPhone = (): PhoneDraft => ({ id: null, label: "", number: "" });
export const blankAddress = (): AddressDraft => ({ id: null, label: "", street: "", postal_code: "", town: "", country: "" });
export const blankIban = (): IbanDraft => ({ id: null, label: "", iban: "", bic: "", to_check: false });
export const blankFormerName = (): FormerNameDraft => ({ id: null, name: "" });

/** What the person is called so far, for the title of the form and the look-up of look-alikes. */
export function nameOf(draft: ContactDraft): string {
  const parts =
    draft.kind === "natural_person"
      ? [draft.first_names, draft.usage_name || draft.birth_name]
      : [draft.organisation_name || draft.trade_name];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(" ");
}

/** What the draft becomes as another kind: the name is carried over, and `lost` names the fields that have no place there. */
export function changeKind(draft: ContactDraft, to: ContactKind): { draft: ContactDraft; lost: TextField[] } {
  const next: ContactDraft = { ...draft, kind: to };
  const carried: TextField[] = [];
  if (draft.kind === "natural_person" && to !== "natural_person" && draft.organisation_name === "") {
    const from: TextField = draft.usage_name !== "" ? "usage_name" : "birth_name";
    next.organisation_name = textOf(draft, from);
    carried.push(from);
  }
  if (draft.kind !== "natural_person" && to === "natural_person" && draft.birth_name === "" && draft.usage_name === "") {
    next.birth_name = draft.organisation_name;
    carried.push("organisation_name");
  }
  const kept = fieldsOfKind(to);
  const lost: TextField[] = [];
  for (const field of allFields) {
    if (kept.includes(field) || textOf(draft, field) === "") continue;
    if (!carried.includes(field)) lost.push(field);
    setText(next, field, "");
  }
  const stays = (field: string) => kept.includes(field as TextField);
  next.to_check = draft.to_check.filter(stays);
  next.foreign_identifiers = draft.foreign_identifiers.filter(stays);
  return { draft: next, lost };
}

/** Whether an address says where: a country or a label alone does not. */
export function addressHolds(address: AddressDraft): boolean {
  return [address.street, address.postal_code, address.town].some((part) => part.trim() !== "");
}

/** Without the rows left empty: what is sent to the core. */
export function trimmed(draft: ContactDraft): ContactDraft {
  return {
    ...draft,
    emails: draft.emails.filter((email) => email.address.trim() !== ""),
    phones: draft.phones.filter((phone) => phone.number.trim() !== ""),
    addresses: draft.addresses.filter(addressHolds),
    ibans: draft.ibans.filter((iban) => iban.iban.trim() !== ""),
    former_names: draft.former_names.filter((former) => former.name.trim() !== ""),
  };
}

/** Whether a person would lose something by leaving `draft` for `base`. */
export function differs(draft: ContactDraft, base: ContactDraft): boolean {
  return JSON.stringify(comparable(draft)) !== JSON.stringify(comparable(base));
}

// The kind alone of a new contact is no typing; order of keys and of tags does not matter.
function comparable(draft: ContactDraft): unknown[] {
  const whole = trimmed(draft);
  return [
    whole.id === null ? null : whole.kind,
    ...allFields.map((field) => textOf(whole, field).trim()),
    whole.notes.trimEnd(),
    whole.referred_by,
    [...whole.to_check].sort(),
    [...whole.foreign_identifiers].sort(),
    whole.emails.map((e) => [e.label, e.address, e.to_check]),
    whole.phones.map((p) => [p.label, p.number]),
    whole.addresses.map((a) => [a.label, a.street, a.postal_code, a.town, a.country]),
    whole.ibans.map((i) => [i.label, i.iban, i.bic, i.to_check]),
    whole.former_names.map((f) => f.name),
    [...whole.qualities].sort(),
  ];
}

/** Parts of a draft as the person knows them, for what two people changed at once. */
const partLabel = {
  notes: "Notes",
  emails: "Adresses électroniques",
  phones: "Téléphones",
  addresses: "Adresses",
  ibans: "Comptes bancaires",
  referred_by: "Apporteur",
  former_names: "Anciens noms",
  qualities: "Qualités",
} as const;

/**
 * The typing `mine`, begun on `base`, over a contact that has become `theirs` meanwhile: what was not touched here follows them.
 * `both` names what both have changed; there `mine` stays.
 */
export function rebased(base: ContactDraft, mine: ContactDraft, theirs: ContactDraft): { draft: ContactDraft; both: string[] } {
  const draft = structuredClone(mine);
  const both: string[] = [];
  const settle = (label: string, was: unknown, here: unknown, there: unknown, take: () => void) => {
    const [before, ours, others] = [was, here, there].map((value) => JSON.stringify(value));
    if (before === others || ours === others) return;
    if (before === ours) take();
    else both.push(label);
  };
  settle(fieldLabel("contact", "kind"), base.kind, mine.kind, theirs.kind, () => (draft.kind = theirs.kind));
  for (const field of allFields) {
    settle(fieldLabel("contact", field), textOf(base, field), textOf(mine, field), textOf(theirs, field), () =>
      setText(draft, field, textOf(theirs, field)),
    );
  }
  settle(partLabel.notes, base.notes, mine.notes, theirs.notes, () => (draft.notes = theirs.notes));
  settle(partLabel.emails, base.emails, mine.emails, theirs.emails, () => (draft.emails = structuredClone(theirs.emails)));
  settle(partLabel.phones, base.phones, mine.phones, theirs.phones, () => (draft.phones = structuredClone(theirs.phones)));
  settle(
    partLabel.addresses,
    base.addresses,
    mine.addresses,
    theirs.addresses,
    () => (draft.addresses = structuredClone(theirs.addresses)),
  );
  settle(partLabel.ibans, base.ibans, mine.ibans, theirs.ibans, () => (draft.ibans = structuredClone(theirs.ibans)));
  settle(partLabel.referred_by, base.referred_by, mine.referred_by, theirs.referred_by, () => {
    draft.referred_by = theirs.referred_by;
  });
  settle(partLabel.former_names, base.former_names, mine.former_names, theirs.former_names, () => {
    draft.former_names = structuredClone(theirs.former_names);
  });
  settle(partLabel.qualities, base.qualities, mine.qualities, theirs.qualities, () => (draft.qualities = [...theirs.qualities]));
  if (JSON.stringify(base.to_check) === JSON.stringify(mine.to_check)) draft.to_check = [...theirs.to_check];
  if (JSON.stringify(base.foreign_identifiers) === JSON.stringify(mine.foreign_identifiers))
    draft.foreign_identifiers = [...theirs.foreign_identifiers];
  return { draft, both };
}

export function draftKey(id: string | null): string {
  return `contact:${id ?? "new"}`;
}

/** The draft of a stored contact, free to be changed, with identifiers and numbers spaced as people write them. */
export function draftOf(contact: Contact): ContactDraft {
  const draft = structuredClone(contact.draft);
  return {
    ...draft,
    siren: formatSiren(draft.siren),
    siret: formatSiret(draft.siret),
    vat_number: formatVat(draft.vat_number),
    clerk_phone: formatPhone(draft.clerk_phone),
    phones: draft.phones.map((phone) => ({ ...phone, number: formatPhone(phone.number) })),
    ibans: draft.ibans.map((iban) => ({ ...iban, iban: formatIban(iban.iban) })),
  };
}

/** A typing found again after a crash. */
export type SavedTyping = { at: string; draft: ContactDraft };

export function parseTyping(text: string | null): SavedTyping | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<SavedTyping> | null;
    if (!value || typeof value.at !== "string" || typeof value.draft !== "object" || value.draft === null) return null;
    // A typing of an older version may lack fields that came since.
    return { at: value.at, draft: { ...emptyDraft("natural_person"), ...value.draft } };
  } catch {
    return null;
  }
}
