import assert from "node:assert/strict";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

const company = (name, fields = {}) => draft({ kind: "legal_person", organisation_name: name, siren: "732829320", siret: "73282932000074", ...fields });
const all = { filter: { view: "all", kind: null, quality: null, text: "" }, sort: { key: "name", descending: false }, page: { offset: 0, limit: 10 } };

journey("what the contacts lack is counted, and each count leads to its contacts", {}, async (j) => {
  const { page } = j;
  await j.go("sante");
  await visible(page.getByText("Rien à examiner"));
  await j.call("save_contact", { draft: draft({ birth_name: "Kervella", first_names: "Gaëlle" }) });
  await j.call("save_contact", { draft: draft({ birth_name: "Le Bihan", phones: [{ id: null, label: "", number: "0298123456" }] }) });
  const unreachable = page.getByRole("button", { name: "Injoignable : voir 1 fiches" });
  await visible(unreachable);
  assert.deepEqual(await violations(page), []);
  await unreachable.click();
  await visible(j.row("KERVELLA"));
  await gone(j.row("LE BIHAN"));
});

journey("the certain duplicates are shown, merged at once, and taken apart by one undo", {}, async (j) => {
  const { page } = j;
  await j.call("save_contact", { draft: company("Menuiserie du Port") });
  await j.call("save_contact", { draft: company("SARL Menuiserie du Port", { notes: "chantier de Brest" }) });
  await j.call("save_contact", { draft: company("Menuiserie Duport", { acronym: "MDP" }) });
  await j.call("save_contact", { draft: draft({ birth_name: "Kervella" }) });
  await j.go("doublons");
  await page.getByRole("button", { name: "Chercher les doublons" }).click();
  await page.getByRole("button", { name: "Fusionner les certains…" }).click();
  const dialog = page.getByRole("dialog", { name: "Fusionner les doublons certains" });
  await visible(dialog.getByRole("heading", { name: "2 fiches seront fusionnées" }));
  assert.deepEqual(await violations(page), []);
  assert.equal((await j.call("list_contacts", all)).total, 4, "the preview writes nothing");
  await dialog.getByRole("button", { name: "Fusionner 2 paires", exact: true }).click();
  await j.told("2 fiches fusionnées");
  await gone(dialog);
  assert.equal((await j.call("list_contacts", all)).total, 2);
  await j.press("Control+z");
  await eventually(async () => assert.equal((await j.call("list_contacts", all)).total, 4));
});
