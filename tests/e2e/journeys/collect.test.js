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
  await eventually(async () => assert.match(plain(await rows.nth(0).innerText()), /Roux.*A\d{4}-0001.*90 jours.*1 200,00 €.*Rappel du .*Relance.*Luc RECOUVREUR/));
  await eventually(async () => assert.match(plain(await rows.nth(2).innerText()), /DURAND.*Rappel.*Anne DURAND/));
  await eventually(async () => assert.match(plain(await page.getByLabel("Totaux").innerText()), /3 factures de 2 clients.*2 040,00 €/));
  assert.deepEqual(await violations(page), []);

  await page.getByRole("grid", { name: "Factures à relancer" }).focus();
  await j.press("Space", "ArrowDown", "Space", "ArrowDown", "Space");
  await visible(page.getByText("3 factures cochées"));
  await j.press("r");
  const dialog = page.getByRole("dialog");
  await visible(dialog.getByText("3 lettres seront faites"));
  await visible(dialog.getByText("Mise en demeure").or(dialog.getByText("Relance", { exact: true })));
  await eventually(async () => assert.equal(await dialog.getByRole("list", { name: "Lettres" }).getByRole("listitem").count(), 3));
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
  await eventually(async () => assert.equal(await rows.count(), 3));
});

journey("a provision is asked for by letter, received, then pays an invoice, the band right at each step", {}, async (j) => {
  const { page } = j;
  const roux = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Boulangerie Roux" }) });
  await j.call("save_matter", { draft: { id: null, client: roux.id, title: "Bail" } });
  const grid = page.getByRole("grid", { name: "Provisions" });
  const rows = grid.getByRole("row").filter({ has: page.getByRole("gridcell") });
  const reads = (index, text) => eventually(async () => assert.match(plain(await rows.nth(index).innerText()), text));

  // Among the payments of the firm: nothing yet; asked for from there, for a matter.
  await j.go("factures/reglements/provisions");
  await visible(page.getByText("Aucune provision"));
  assert.deepEqual(await violations(page), []);
  await j.go(`contacts/${roux.id}/reglements/provisions`);
  await page.getByRole("button", { name: "Demander une provision" }).first().click();
  let dialog = page.getByRole("dialog", { name: "Demander une provision" });
  await dialog.getByRole("button", { name: "Enregistrer et faire la lettre" }).click();
  await visible(dialog.getByText("Indiquez le montant de la provision."));
  await dialog.getByLabel("Montant HT (€)").fill("1 000");
  await j.press("Tab");
  await visible(dialog.getByText(/1\s200,00\s€/));
  await dialog.getByRole("combobox", { name: "Dossier" }).fill("bail");
  await page.getByRole("option", { name: /Bail/ }).click();
  await dialog.getByLabel("Objet").fill("Procédure d’appel");
  await dialog.getByLabel("À régler avant le").fill("+15");
  assert.deepEqual(await violations(page), []);
  const letter = path.join(j.folder, "provision.pdf");
  j.answers.push(letter);
  await dialog.getByRole("button", { name: "Enregistrer et faire la lettre" }).click();
  await gone(dialog);
  await eventually(async () => assert.equal((await readFile(letter)).subarray(0, 5).toString(), "%PDF-"));
  await reads(0, /Bail · Procédure d’appel 1 200,00 € (.* )?Demandée/);
  assert.deepEqual(await violations(page), []);

  // Received in part: it stands beside the balance, as a provision, and pays nothing yet.
  await rows.first().click();
  dialog = page.getByRole("dialog", { name: "Provision", exact: true });
  await visible(dialog.getByText("Rien n’a encore été reçu."));
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Enregistrer un versement" }).click();
  const receiving = page.getByRole("dialog", { name: "Versement d’une provision" });
  await eventually(async () => assert.equal(plain(await receiving.getByLabel("Montant reçu (€)").inputValue()), "1 200"));
  await receiving.getByLabel("Montant reçu (€)").fill("700");
  assert.deepEqual(await violations(page), []);
  await receiving.getByRole("button", { name: "Enregistrer le versement" }).click();
  await gone(receiving);
  await eventually(async () => assert.match(plain(await dialog.getByLabel("Compte de la provision").innerText()), /Reçu 700,00 € .*Disponible 700,00 €/));
  const receipt = path.join(j.folder, "recu.pdf");
  j.answers.push(receipt);
  await dialog.getByRole("button", { name: /^Enregistrer en PDF le reçu/ }).click();
  await eventually(async () => assert.equal((await readFile(receipt)).subarray(0, 5).toString(), "%PDF-"));
  await j.press("Escape");
  await gone(dialog);
  await reads(0, /1 200,00 € (.* )?700,00 € Reçue en partie/);
  const band = page.getByRole("list", { name: "Indicateurs financiers" });
  await visible(band.getByRole("link", { name: /dont 700,00\s€ de provisions/ }));

  // An invoice says what waits for it, and takes it.
  const issued = await bill(j, roux.id, 50000, 40, "Bail");
  await j.go(`factures/${issued.id}`);
  const invoice = page.getByRole("article", { name: "Facture" });
  await visible(invoice.getByText(/700,00\s€ reçus de ce client ne paient encore aucune facture, à titre de provision/));
  assert.deepEqual(await violations(page), []);
  await invoice.getByRole("button", { name: "Imputer…" }).click();
  const imputing = page.getByRole("dialog", { name: /^Imputer sur/ });
  await visible(imputing.getByText(/Reste dû ensuite\s*:\s*0,00\s€/));
  assert.deepEqual(await violations(page), []);
  await imputing.getByLabel(/^À imputer du règlement/).fill("600");
  await imputing.getByRole("button", { name: "Imputer", exact: true }).click();
  await gone(imputing);
  await visible(invoice.getByText(/100,00\s€ reçus de ce client ne paient/).or(invoice.getByText("Soldée")));
  await j.go(`contacts/${roux.id}/reglements/provisions/disponibles`);
  await reads(0, /1 200,00 € (.* )?100,00 € Reçue en partie/);
  await visible(band.getByRole("link", { name: /^Solde dû\s*0,00\s€/ }));
  await visible(band.getByRole("link", { name: /dont 100,00\s€ de provisions/ }));

  // No longer asked for: what was received stays.
  await rows.first().click();
  await dialog.getByRole("button", { name: "Retirer la demande…" }).click();
  await dialog.getByRole("button", { name: "Retirer la demande", exact: true }).click();
  await visible(dialog.getByText("Indiquez pourquoi cette demande est retirée."));
  await dialog.getByLabel("Motif").fill("Dossier clos");
  await dialog.getByRole("button", { name: "Retirer la demande", exact: true }).click();
  await visible(dialog.getByText(/^Retirée le/));
  await j.press("Escape");
  await reads(0, /100,00 € Disponible/);
  // All of it stands in the journal of the client.
  await j.go(`contacts/${roux.id}/journal`);
  await visible(page.getByRole("article", { name: /^Provision : Provision demandée : 1\s200,00\s€, retirée le/ }));
});

journey("Ctrl+K finds an invoice by its number or its client, a matter and a payment, and opens them", {}, async (j) => {
  const { page } = j;
  const roux = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Boulangerie Roux" }) });
  await j.call("save_matter", { draft: { id: null, client: roux.id, title: "Bail de la rue Mercière" } });
  const issued = await bill(j, roux.id, 100000, 20, "Succession");
  const other = await bill(j, roux.id, 30000, 10, "Conseil");
  await j.call("record_payment", { payment: { client: roux.id, amount: 12345, method: "Chèque", reference: "CHQ 77", allocations: [] } });
  const palette = page.getByRole("combobox", { name: "Chercher une fiche ou une action" });
  const groups = page.getByRole("listbox", { name: "Résultats" });
  const find = async (text, group) => {
    await j.press("Control+k");
    await palette.fill(text);
    return groups.getByRole("group", { name: group }).getByRole("option");
  };
  await visible(page.getByRole("heading").first());
  let found = await find(issued.number.toLowerCase(), "Factures");
  await visible(found.filter({ hasText: issued.number }));
  await eventually(async () => assert.equal(await found.count(), 1));
  await eventually(async () => assert.match(plain(await found.first().innerText()), /Facture A\d{4}-0001 · .*Roux.*Succession.*1 200,00 €/i));
  await j.press("Enter");
  await visible(page.getByRole("article", { name: "Facture" }).getByRole("heading", { name: `Facture ${issued.number}` }));

  // By the client, the newest first; with the arrow down past the contact.
  found = await find("roux", "Factures");
  await visible(found.filter({ hasText: other.number }));
  await eventually(async () => assert.match(await found.first().innerText(), new RegExp(other.number)));
  assert.deepEqual(await violations(page), []);
  await found.first().click();
  await visible(page.getByRole("article", { name: "Facture" }).getByRole("heading", { name: `Facture ${other.number}` }));
  found = await find("roux merciere", "Dossiers");
  await found.filter({ hasText: "Mercière" }).click();
  await visible(page.getByRole("heading", { name: /Bail de la rue Mercière/ }));
  found = await find("123,45", "Règlements");
  await found.filter({ hasText: "CHQ 77" }).click();
  const sheet = page.getByRole("dialog", { name: "Règlement" });
  await visible(sheet.getByText("CHQ 77"));
  await j.press("Escape");
  await gone(sheet);
  await visible(page.getByRole("grid", { name: "Règlements" }));
});

journey("what is left of a provision is given back to the client, and taken back when it did not take place", {}, async (j) => {
  const { page } = j;
  const roux = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Boulangerie Roux" }) });
  const asked = await j.call("request_retainer", { retainer: { client: roux.id, net: 100000, requested_on: daysAgo(30), subject: "Appel" } });
  await j.call("record_payment", {
    payment: { client: roux.id, amount: 120000, received_on: daysAgo(20), method: "Virement", retainer: asked.id, allocations: [] },
  });
  const rows = page.getByRole("grid", { name: "Provisions" }).getByRole("row").filter({ has: page.getByRole("gridcell") });
  const reads = (text) => eventually(async () => assert.match(plain(await rows.first().innerText()), text));
  await j.go(`contacts/${roux.id}/reglements/provisions`);
  await reads(/1 200,00 € Disponible/);
  await rows.first().click();
  const sheet = page.getByRole("dialog", { name: "Provision", exact: true });
  await sheet.getByRole("button", { name: "Rendre au client…" }).click();
  const dialog = page.getByRole("dialog", { name: "Rendre une provision" });
  await eventually(async () => assert.equal(plain(await dialog.getByLabel("Montant rendu (€)").inputValue()), "1 200"));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("refund-dialog");

  // More than what is left is refused, and what was typed stays.
  await dialog.getByLabel("Montant rendu (€)").fill("1 300");
  await dialog.getByLabel("Motif").fill("Dossier clos");
  await dialog.getByRole("button", { name: "Enregistrer le remboursement" }).click();
  await visible(dialog.getByText(/Il reste 1\s200,00\s€ de cette provision/));
  assert.equal(await dialog.getByLabel("Motif").inputValue(), "Dossier clos");
  await dialog.getByLabel("Montant rendu (€)").fill("500");
  await j.press("Tab");
  await visible(dialog.getByText(/Restera disponible\s:\s700,00\s€/));
  await dialog.getByRole("button", { name: "Enregistrer le remboursement" }).click();
  await gone(dialog);
  const account = sheet.getByLabel("Compte de la provision");
  await eventually(async () => assert.match(plain(await account.innerText()), /Reçu 1 200,00 € .*Rendu au client 500,00 € Disponible 700,00 €/));
  await visible(sheet.getByText("remboursement", { exact: true }));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("refund-sheet");
  await j.press("Escape");
  await gone(sheet);
  await reads(/700,00 € Disponible/);
  const band = page.getByRole("list", { name: "Indicateurs financiers" });
  await visible(band.getByRole("link", { name: /dont 700,00\s€ de provisions/ }));

  // Among the payments it stands in less, and is reversed as they are.
  await j.go(`contacts/${roux.id}/reglements`);
  const payments = page.getByRole("grid", { name: "Règlements" }).getByRole("row").filter({ has: page.getByRole("gridcell") });
  await payments.filter({ hasText: "Remboursement" }).click();
  const refund = page.getByRole("dialog", { name: "Remboursement de provision" });
  await visible(refund.getByText("Dossier clos"));
  await refund.getByRole("button", { name: "Extourner…" }).click();
  await refund.getByLabel("Motif").fill("Virement rejeté");
  await refund.getByRole("button", { name: "Extourner le remboursement" }).click();
  await j.told("Remboursement extourné : la somme est de nouveau disponible.");
  await visible(band.getByRole("link", { name: /dont 1\s200,00\s€ de provisions/ }));
  await visible(payments.filter({ hasText: "Contre-écriture" }));
  await visible(payments.filter({ hasText: "Remboursement extourné" }));
  if (process.env.THEMISIA_PICTURES) await j.picture("refund-payments");
  await j.go(`contacts/${roux.id}/journal`);
  await visible(page.getByRole("article", { name: /^Remboursement : Provision rendue au client : 500,00\s€/ }));
  await visible(page.getByRole("article", { name: /^Extourne : Remboursement de provision extourné : 500,00\s€/ }));
});
