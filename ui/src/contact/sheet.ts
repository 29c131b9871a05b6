// What a contact's sheet shows, on the screen and on paper.
import type { AddressDraft, ContactDraft } from "../lib/commands";
import { formatDate } from "../lib/format";
import { fieldLabel } from "../lib/fr";
import { formatPhone, formatSiren, formatSiret, formatVat } from "../lib/identifiers";
import { fieldsOf, spec, textOf, type SectionId, type TextField } from "./fields";

export type SheetLine = { field: TextField; label: string; value: string; toCheck: boolean; foreign: boolean; isNumber: boolean };

const NUMBERS: readonly TextField[] = ["siren", "siret", "vat_number", "external_ref", "identity_number", "rpva_identifier"];

function shownValue(draft: ContactDraft, field: TextField): string {
  const text = textOf(draft, field);
  switch (field) {
    case "siren":
      return formatSiren(text);
    case "siret":
      return formatSiret(text);
    case "vat_number":
      return formatVat(text);
    case "clerk_phone":
      return formatPhone(text);
    case "share_capital_cents":
      return text === "" ? "" : `${text} ${draft.share_capital_currency || "EUR"}`;
    // Beside its amount.
    case "share_capital_currency":
      return draft.share_capital_cents === null ? text : "";
    default:
      return spec(field).control === "date" ? formatDate(text) : text;
  }
}

/** Everything that is filled in of a section, in the order of the form. */
export function linesOf(draft: ContactDraft, section: SectionId): SheetLine[] {
  return fieldsOf(draft, section)
    .map((field) => ({
      field,
      label: fieldLabel("contact", field),
      value: shownValue(draft, field),
      toCheck: draft.to_check.includes(field),
      foreign: draft.foreign_identifiers.includes(field),
      isNumber: NUMBERS.includes(field),
    }))
    .filter((line) => line.value !== "");
}

/** As on an envelope. */
export function addressLines(address: AddressDraft): string[] {
  const place = [address.postal_code, address.town].filter(Boolean).join(" ");
  const country = /^(france|fr)$/i.test(address.country.trim()) ? "" : address.country;
  return [...address.street.split(/\r?\n/), place, country].map((line) => line.trim()).filter((line) => line !== "");
}
