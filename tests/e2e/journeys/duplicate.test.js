import assert from "node:assert/strict";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

const twin = (fields) =>
  draft({ birth_name: "Kervella", first_names: "Gaëlle", birth_date: "1971-05-04", phones: [{ id: null, label: "", number: "0298123456" }], ...fields });

journey("duplicates are found with their reasons, merged by the keyboard, and taken apart again by an undo", {}, async (j) => {
  const { page } = j;
  const kept = await j.call("save_contact", { draft: twin({ emails: [{ id: null, label: "", address: "gaelle@exemple.fr", to_check: false }] }) });
  await j.call("save_contact", { draft: twin({ first_names: "Gaelle", notes: "rencontrée au salon" }) });
  await j.call("save_contact", { draft: draft({ birth_name: "Le Bihan", first_names: "Yves" }) });

  await j.go("doublons");
  await page.getByRole("button", { name: "Chercher les doublons" }).click();
  const card = page.getByRole("article", { name: /KERVELLA Gaëlle/ });
  await visible(card);
  await visible(card.getByText(/même date de naissance/));
  assert.deepEqual(await violations(page), []);

  await card.focus();
  await j.press("f");
  const dialog = page.getByRole("dialog", { name: "Fusionner deux fiches" });
  await visible(dialog.getByRole("table"));
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Fusionner", exact: true }).click();
  await gone(dialog);
  await gone(card);
  const all = { filter: { view: "all", kind: null, quality: null, text: "" }, sort: { key: "name", descending: false }, page: { offset: 0, limit: 10 } };
  await eventually(async () => assert.equal((await j.call("list_contacts", all)).total, 2));
  const merged = (await j.call("search_contacts", { text: "kervella", include_hidden: true, limit: 5 }))[0].contact;
  const whole = (await j.call("get_contact", { id: merged.id })).draft;
  assert.equal(whole.emails[0].address, "gaelle@exemple.fr");
  assert.equal(whole.notes, "rencontrée au salon");
  assert.equal((await j.call("get_contact", { id: kept.id })).id, merged.id, "the old address of either leads to the one that stays");

  await j.press("Control+z");
  await eventually(async () => assert.equal((await j.call("list_contacts", all)).total, 3));
});

journey("what is no duplicate is said once, and not shown again", {}, async (j) => {
  const { page } = j;
  await j.call("save_contact", { draft: twin({}) });
  await j.call("save_contact", { draft: twin({ first_names: "Gaelle" }) });
  await j.go("doublons");
  await page.getByRole("button", { name: "Chercher les doublons" }).click();
  const card = page.getByRole("article", { name: /KERVELLA/ });
  await visible(card);
  await card.focus();
  await j.press("n");
  await gone(card);
  await page.getByRole("button", { name: "Chercher dans toute la base" }).click();
  await j.told("aucun doublon");
  await visible(page.getByText("Aucun doublon à revoir"));
});

journey("a merge shows both KYC files, both grids and what applies afterwards", {}, async (j) => {
  const { page } = j;
  const ids = [];
  for (const first_names of ["Gaëlle", "Gaelle"]) ids.push((await j.call("save_contact", { draft: twin({ first_names }) })).id);
  for (const [at, rate, from] of [[0, 20000, "2025-01-01"], [1, 15000, "2026-01-01"]]) {
    await j.call("decide_kyc", { decision: { client: ids[at], matter: null, to: "out_of_scope", reason: "Contentieux" } });
    await j.call("save_negotiated_rate", { rate: { id: null, client: ids[at], effective_from: from, hourly_rate: rate } });
  }
  await j.go("doublons");
  await page.getByRole("button", { name: "Chercher les doublons" }).click();
  const card = page.getByRole("article", { name: /KERVELLA/ });
  await visible(card);
  await card.focus();
  await j.press("f");
  const dialog = page.getByRole("dialog", { name: "Fusionner deux fiches" });
  const kyc = dialog.getByRole("region", { name: "Dossiers KYC" });
  await visible(kyc.getByText("Après la fusion"));
  await visible(kyc.getByText(/décidé en dernier/));
  const terms = dialog.getByRole("table", { name: /Les deux grilles restent/ });
  await visible(terms.getByText(/^200,00\s*€\/h depuis le 01\/01\/2025/));
  await eventually(async () => assert.equal(await terms.getByText(/^150,00\s*€\/h depuis le 01\/01\/2026/).count(), 2));
  await visible(dialog.getByText(/deux taux sont convenus/));
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Fusionner", exact: true }).click();
  await gone(dialog);
  await eventually(async () => assert.equal((await j.call("negotiated_rates", { client: ids[1] })).length, 2));
});
