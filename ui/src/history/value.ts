// What a history says of a value: statuses, dates and numbers as people know them.
import type {
  BillingMode,
  ContactKind,
  ContactRole,
  ContactStatus,
  Grade,
  HistoryField,
  KycDocumentKind,
  KycState,
  PartyRole,
  Side,
  Vigilance,
} from "../lib/commands";
import { formatDate, formatDateTime, formatDuration, formatEuros } from "../lib/format";
import { GRADES, KINDS, ROLES, STATUSES, fieldLabel, gradeLabel, kindLabel, roleLabel, statusLabel } from "../lib/fr";
import { documentLabel, PEPS, STATES, vigilanceLabel } from "../lib/kyc-fr";
import { formatIban, formatPhone, formatSiren, formatSiret, formatVat } from "../lib/identifiers";
import {
  BILLING_MODES,
  PARTY_ROLES,
  SIDES,
  billingModeLabel,
  matterStatusLabel,
  partyRoleLabel,
  sideLabel,
} from "../lib/matter-fr";

export function shownValue(table: string, field: string, value: string): string {
  if (table.startsWith("kyc_")) return kycValue(field, value);
  switch (field) {
    case "status":
      if (table === "matter") return matterStatusLabel(value === "archived" ? "archived" : "open");
      return STATUSES.includes(value as ContactStatus) ? statusLabel(value as ContactStatus) : value;
    case "from_status":
    case "to_status":
      return STATUSES.includes(value as ContactStatus) ? statusLabel(value as ContactStatus) : value;
    case "kind":
      return KINDS.includes(value as ContactKind) ? kindLabel(value as ContactKind) : value;
    case "grade":
      return GRADES.includes(value as Grade) ? gradeLabel(value as Grade) : value;
    case "role":
      if (ROLES.includes(value as ContactRole)) return roleLabel(value as ContactRole);
      return PARTY_ROLES.includes(value as PartyRole) ? partyRoleLabel(value as PartyRole) : value;
    case "side":
      return SIDES.includes(value as Side) ? sideLabel(value as Side) : value;
    case "billing_mode":
      return BILLING_MODES.includes(value as BillingMode) ? billingModeLabel(value as BillingMode) : value;
    case "minutes":
      return formatDuration(Number(value));
    case "hourly_rate":
    case "fixed_fee":
    case "amount":
      return formatEuros(Number(value));
    case "billable":
    case "is_default":
      return value === "1" ? "oui" : "non";
    case "birth_date":
    case "opened_on":
    case "closed_on":
    case "starts_on":
    case "ends_on":
    case "effective_from":
    case "agreed_on":
    case "worked_on":
    case "rate_from":
    case "incurred_on":
      return formatDate(value);
    case "archived_at":
    case "at":
      return formatDateTime(value);
    case "to_check":
      if (table === "contact_email") return value === "1" ? "à vérifier" : "vérifiée";
      return value
        .split(",")
        .map((name) => fieldLabel("contact", name))
        .join(", ");
    case "siren":
      return formatSiren(value);
    case "siret":
      return formatSiret(value);
    case "vat_number":
      return formatVat(value);
    case "number":
    case "phone":
    case "clerk_phone":
      return formatPhone(value);
    case "iban":
      return formatIban(value);
    default:
      return value;
  }
}

function kycValue(field: string, value: string): string {
  switch (field) {
    case "from_state":
    case "to_state":
      return STATES[value as KycState]?.label ?? value;
    case "vigilance":
      return vigilanceLabel(value as Vigilance);
    case "pep":
      return PEPS.find((one) => one.value === value)?.label ?? value;
    case "kind":
      return documentLabel(value as KycDocumentKind);
    case "remote":
      return value === "1" ? "oui" : "non";
    case "review_on":
    case "issued_on":
    case "expires_on":
    case "seen_on":
      return formatDate(value);
    case "at":
      return formatDateTime(value);
    default:
      return value;
  }
}

/** A new e-mail that is not « à vérifier » need not say so, nor that a capital is fixed; a change of status says itself once, with its reason. */
export function isTold(field: HistoryField): boolean {
  if (field.table === "status_change") return field.field === "reason";
  if (field.table === "contact_email" && field.field === "to_check") return field.change === "edited" || field.after === "1";
  // The rule behind a rate is told by its origin.
  if (field.field === "rate_step" || (field.field === "rate_from" && field.change === "created")) return false;
  if (field.change === "created" && ["contact", "matter"].includes(field.table) && field.field === "status") return false;
  if (field.change === "created" && field.field === "share_capital_variable") return field.after === "1";
  return true;
}
