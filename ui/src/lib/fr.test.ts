import { expect, test } from "vitest";
import type { Op } from "./commands";
import {
  fieldLabel,
  GRADES,
  gradeLabel,
  KINDS,
  kindLabel,
  operationSentence,
  plural,
  quoted,
  relativeTime,
  STATUSES,
} from "./fr";
import { statusLabel, statusView, VIEWS, viewLabel } from "./fr";

const OPS: Record<Op, true> = {
  init: true,
  create_contact: true,
  edit_contact: true,
  change_status: true,
  archive_contact: true,
  unarchive_contact: true,
  import_contacts: true,
  save_quality: true,
  save_user: true,
  save_firm: true,
  restore_value: true,
  save_link: true,
  remove_link: true,
  save_role: true,
  remove_role: true,
  save_view: true,
  remove_view: true,
  bulk_edit: true,
  add_courts: true,
  not_duplicates: true,
  maybe_duplicates: true,
  save_firm_settings: true,
  save_vat_rate: true,
  save_timekeeper: true,
  save_standard_rate: true,
  remove_standard_rate: true,
  save_negotiated_rate: true,
  remove_negotiated_rate: true,
  open_matter: true,
  edit_matter: true,
  archive_matter: true,
  reopen_matter: true,
  save_party: true,
  remove_party: true,
  record_time: true,
  edit_time: true,
  move_time: true,
  remove_time: true,
  save_cost: true,
  remove_cost: true,
  save_invoice: true,
  remove_invoice: true,
  issue_invoice: true,
  issue_credit_note: true,
  mark_invoice: true,
  record_payment: true,
  allocate_payment: true,
  reverse_payment: true,
  set_firm_logo: true,
  record_reminder: true,
  request_retainer: true,
  withdraw_retainer: true,
  refund_retainer: true,
  merge_contacts: true,
  record_conflict_check: true,
  save_letter_template: true,
  remove_letter_template: true,
  write_letter: true,
  mail_merge: true,
  save_interaction: true,
  edit_interaction: true,
  remove_interaction: true,
  pin_interaction: true,
  move_interaction: true,
  save_template: true,
  remove_template: true,
  import_emails: true,
  file_emails: true,
  add_documents: true,
  add_document_version: true,
  save_document: true,
  remove_document: true,
  save_compliance_settings: true,
  save_kyc: true,
  decide_kyc: true,
  save_kyc_document: true,
  remove_kyc_document: true,
  save_risk_country: true,
  remove_risk_country: true,
  save_todo: true,
  complete_todo: true,
  reopen_todo: true,
  snooze_todo: true,
  remove_todo: true,
  import_todos: true,
  record_data_request: true,
  restrict_contact: true,
  lift_restriction: true,
  erase_contact: true,
  undo: true,
  redo: true,
  demo: true,
};

test("everything with a name has a French one of its own", () => {
  for (const labels of [STATUSES.map(statusLabel), KINDS.map(kindLabel), GRADES.map(gradeLabel), VIEWS.map(viewLabel)]) {
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels.every((label) => label.length > 3)).toBe(true);
  }
  expect(VIEWS).toEqual(expect.arrayContaining(STATUSES.map(statusView)));
});

test("every operation is a sentence, with and without a name", () => {
  for (const op of Object.keys(OPS) as Op[]) {
    const named = operationSentence({ op, label: "Anne DURAND", of_op: null });
    const bare = operationSentence({ op, label: "", of_op: null });
    expect(named).toMatch(/^\p{Lu}/u);
    expect(bare).toMatch(/^\p{Lu}/u);
    expect(bare).not.toMatch(/undefined|«/);
  }
  expect(operationSentence({ op: "edit_contact", label: "Anne DURAND", of_op: null })).toBe(
    `Modification de ${quoted("Anne DURAND")}`,
  );
});

test("an undo says what it took back", () => {
  expect(operationSentence({ op: "undo", label: "Anne DURAND", of_op: "create_contact" })).toBe(
    `Annulation : création de ${quoted("Anne DURAND")}`,
  );
});

test("zero and one are singular", () => {
  expect(plural(0, "fiche")).toBe("0\u00a0fiche");
  expect(plural(1, "fiche")).toBe("1\u00a0fiche");
  expect(plural(1200, "fiche")).toBe("1\u202f200\u00a0fiches");
  expect(plural(2, "travail", "travaux")).toBe("2\u00a0travaux");
});

test("a moment is told from now", () => {
  const now = new Date(2026, 10, 24, 15, 0);
  const ago = (minutes: number) => relativeTime(new Date(now.getTime() - minutes * 60_000).toISOString(), now);
  expect(ago(0)).toBe("à l’instant");
  expect(ago(5)).toBe("il y a 5\u00a0min");
  expect(ago(180)).toBe("il y a 3\u00a0h");
  expect(ago(24 * 60)).toBe("hier à 15:00");
  expect(ago(3 * 24 * 60)).toBe("il y a 3\u00a0jours");
  expect(ago(30 * 24 * 60)).toBe("le 25/10/2026");
  expect(relativeTime("not a date", now)).toBe("");
});

test("the same column has the name of its table", () => {
  expect(fieldLabel("quality", "name")).toBe("Qualité");
  expect(fieldLabel("contact_former_name", "name")).toBe("Ancien nom");
  expect(fieldLabel("contact", "unheard_of")).toBe("Fiche");
});
