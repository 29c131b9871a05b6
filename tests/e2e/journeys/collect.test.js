import assert from "node:assert/strict";
import { mkdir, readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

/** The day so many days ago, as the commands take it. */
function daysAgo(days) {
  const day = new Date();
  day.setDate(day.getDate() - days);
  const pad = (number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

const plain = (text) => text.replace(/[\s\u00a0\u202f]+/g, " ").trim();

async function bill(j, client, net, days, subject = "Forfait") {
  const lines = [{ kind: "fee", label: subject, amount: net }];
  const kept = await j.call("save_invoice", { draft: { id: null, client, subject, lines } });
  return j.call("issue_invoice", { id: kept.id, issued_on: daysAgo(days) });
}

journey("overdue invoices are ticked and reminded at once by keyboard, their letters saved to a folder, and all taken back", {}, async (j) => {
  const { page } = j;
  const rows = page.getByRole("grid", { name: "Factures à relancer" }).getByRole("row").filter({ has: page.getByRole("gridcell") });
  await j.go("factures/a-relancer");
  await visible(page.getByText("Rien à relancer"));
  assert.deepEqual(await violations(page), []);

  const roux = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Boulangerie Roux" }) });
  const durand = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne" }) });
  const lawyer = await j.call("save_contact", { draft: draft({ birth_name: "Recouvreur", first_names: "Luc" }) });
  const role = { id: null, client: roux.id, recipient: lawyer.id, role: "collections", is_default: true, starts_on: null, ends_on: null };
  await j.call("save_role", { role });
  const old = await bill(j, roux.id, 100000, 120, "Bail");
  await bill(j, roux.id, 50000, 80);
  await bill(j, durand.id, 20000, 70);
  await bill(j, durand.id, 90000, 5);
  await j.call("record_reminder", { reminder: { client: roux.id, invoices: [old.id], reminded_on: daysAgo(30) } });

  // Late, by client; who receives the letter and which one it is.
  await eventually(async () => assert.equal(await rows.count(), 3));
  const first = plain(await rows.nth(0).innerText());
  assert.match(first, /Roux.*A\d{4}-0001.*90 jours.*1 200,00 €.*Rappel du .*Relance.*Luc RECOUVREUR/);
  assert.match(plain(await rows.nth(2).innerText()), /DURAND.*Rappel.*Anne DURAND/);
  assert.match(plain(await page.getByLabel("Totaux").innerText()), /3 factures de 2 clients.*2 040,00 €/);
  assert.deepEqual(await violations(page), []);

  await page.getByRole("grid", { name: "Factures à relancer" }).focus();
  await j.press("Space", "ArrowDown", "Space", "ArrowDown", "Space");
  await visible(page.getByText("3 factures cochées"));
  await j.press("r");
  const dialog = page.getByRole("dialog");
  await visible(dialog.getByText("3 lettres seront faites"));
  await visible(dialog.getByText("Mise en demeure").or(dialog.getByText("Relance", { exact: true })));
  assert.equal(await dialog.getByRole("list", { name: "Lettres" }).getByRole("listitem").count(), 3);
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Relancer" }).click();
  await visible(dialog.getByRole("heading", { name: "3 relances enregistrées" }));
  assert.deepEqual(await violations(page), []);

  const folder = path.join(j.folder, "lettres");
  await mkdir(folder);
  j.answers.push(folder);
  await dialog.getByRole("button", { name: "Tout enregistrer en PDF…" }).click();
  await j.told("3 lettres enregistrées en PDF");
  const letters = (await readdir(folder)).sort();
  assert.match(letters.join(" "), /^relance-1-anne-durand-\S+\.pdf relance-1-boulangerie-roux-\S+\.pdf relance-2-boulangerie-roux-\S+\.pdf$/);
  const one = path.join(j.folder, "une.pdf");
  j.answers.push(one);
  await dialog.getByRole("button", { name: /^Enregistrer en PDF la lettre à Luc RECOUVREUR/ }).first().click();
  await eventually(async () => assert.equal((await readFile(one)).subarray(0, 5).toString(), "%PDF-"));
  await dialog.getByRole("button", { name: "Fermer" }).last().click();
  await gone(dialog);
  await visible(page.getByText("Rien à relancer"));

  // One undo takes all of them back; then one row alone, under the cursor.
  await j.press("Control+z");
  await eventually(async () => assert.equal(await rows.count(), 3));
  await page.getByRole("combobox", { name: "Client" }).fill("durand");
  await page.getByRole("option", { name: /DURAND/ }).click();
  await eventually(async () => assert.equal(await rows.count(), 1));
  await page.getByRole("grid", { name: "Factures à relancer" }).focus();
  await j.press("r");
  await visible(dialog.getByText("1 lettre sera faite"));
  await dialog.getByRole("button", { name: "Relancer" }).click();
  await visible(dialog.getByRole("heading", { name: "1 relance enregistrée" }));
  await dialog.getByRole("button", { name: "Fermer" }).last().click();
  await visible(page.getByText("Aucune facture à relancer trouvée"));
  await page.getByRole("button", { name: "Effacer la recherche et les filtres" }).click();
  await eventually(async () => assert.equal(await rows.count(), 2));
  await page.getByLabel("Avec celles relancées depuis moins de 15 jours ou en demeure").check();
  await eventually(async () => assert.equal(await rows.count(), 3));
  // A row opens its invoice beside the list.
  await rows.first().click();
  await visible(page.getByRole("article", { name: "Facture" }).getByRole("heading", { name: /Facture A/ }));
  assert.equal(await rows.count(), 3);
});
