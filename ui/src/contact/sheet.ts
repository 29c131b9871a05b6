// What a contact's sheet shows, on the screen and on paper.
import type { AddressDraft, ContactDraft } from "../lib/commands";
import { formatDate } from "../lib/format";
import { fieldLabel } from "../lib/fr";
import { shownFields, textOf, type TextField } from "./draft";
import { formatSiren, formatSiret, formatVat } from "../lib/identifiers";

export type SheetLine = { field: TextField; label: string; value: string; toCheck: boolean };

const IDENTIFIERS: readonly TextField[] = ["siren", "siret", "vat_number", "external_ref"];

export function shownValue(field: TextField, text: string): string {
  switch (field) {
    case "siren":
      return formatSiren(text);
    case "siret":
      return formatSiret(text);
    case "vat_number":
      return formatVat(text);
    case "birth_date":
      return formatDate(text);
    default:
      return text;
  }
}

/** Everything that is filled in, in the order of the form. */
export function identity(draft: ContactDraft): SheetLine[] {
  return [...shownFields(draft), "external_ref" as const]
    .map((field) => ({
      field,
      label: fieldLabel("contact", field),
      value: shownValue(field, textOf(draft, field)),
      toCheck: draft.to_check.includes(field),
    }))
    .filter((line) => line.value !== "");
}

export function isIdentifier(field: TextField): boolean {
  return IDENTIFIERS.includes(field);
}

/** As on an envelope. */
export function addressLines(address: AddressDraft): string[] {
  const place = [address.postal_code, address.town].filter(Boolean).join(" ");
  const country = /^(france|fr)$/i.test(address.country.trim()) ? "" : address.country;
  return [...address.street.split(/\r?\n/), place, country].map((line) => line.trim()).filter((line) => line !== "");
}
