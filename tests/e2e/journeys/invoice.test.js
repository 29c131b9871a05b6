import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

/** The day so many days ago, as the commands take it. */
function daysAgo(days) {
  const day = new Date();
  day.setDate(day.getDate() - days);
  const pad = (number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

/** A client billed through its accounting department, with a matter and an associate at 300 € an hour. */
async function office(j) {
  const client = await j.call("save_contact", {
    draft: draft({ kind: "legal_person", organisation_name: "Boulangerie Roux", legal_form: "SARL", siren: "732829320" }),
  });
  const accounting = await j.call("save_contact", { draft: draft({ birth_name: "Compta", first_names: "Paule" }) });
  const role = { id: null, client: client.id, recipient: accounting.id, role: "billing", is_default: true, starts_on: null, ends_on: null };
  await j.call("save_role", { role });
  const matter = await j.call("save_matter", { draft: { id: null, client: client.id, title: "Bail" } });
  const julie = await j.call("save_timekeeper", {
    timekeeper: { id: null, name: "Me Julie Martin", grades: [{ grade: "associate", effective_from: "2020-01-01" }] },
  });
  await j.call("save_standard_rate", {
    rate: { id: null, timekeeper: null, grade: null, effective_from: "2020-01-01", hourly_rate: 30000 },
  });
  const time = (duration, narrative, days = 3) =>
    j.call("record_time", {
      draft: { id: null, matter: matter.id, timekeeper: julie.id, worked_on: daysAgo(days), duration, narrative },
    });
  const bill = async (net, days, subject = "Forfait") => {
    const lines = [{ kind: "fee", label: subject, amount: net }];
    const kept = await j.call("save_invoice", { draft: { id: null, client: client.id, subject, lines } });
    return j.call("issue_invoice", { id: kept.id, issued_on: daysAgo(days) });
  };
  return { client, accounting, matter, time, bill };
}

/** Narrow and no-break spaces as plain ones, so that a figure can be written as it is read. */
const plain = (text) => text.replace(/[\s\u00a0\u202f]+/g, " ").trim();

const band = (page) => page.getByRole("list", { name: "Indicateurs financiers" });

/** Waits until each figure of the band reads so. */
async function reads(page, figures) {
  for (const [label, value] of Object.entries(figures)) {
    const link = band(page).getByRole("link", { name: new RegExp(`^${label}`) });
    await eventually(async () => assert.equal(plain(await link.innerText()), `${label} ${value}`));
  }
}

/** What the totals under a list say. */
async function totals(page, text) {
  const list = page.getByLabel("Totaux").last();
  await eventually(async () => assert.match(plain(await list.innerText()), text));
}

journey("work becomes an invoice to the accounting department, paid in part and credited, the band right at each step", {}, async (j) => {
  const { page } = j;
  const { client, time } = await office(j);
  // A colleague looks at the same client all along.
  const other = await j.newPage({ route: `#/contacts/${client.id}` });
  await j.go(`contacts/${client.id}`);
  await reads(page, { "Encours HT": "0,00 €", "Solde dû": "0,00 €", "Dossiers actifs": "1", "Dossiers archivés": "0" });
  await time("20", "Appel du bailleur");
  for (const one of [page, other]) await reads(one, { "Encours HT": "100,00 €" });

  // The figure opens the rows that add up to it.
  await band(page).getByRole("link", { name: /^Encours/ }).click();
  await visible(page.getByRole("gridcell", { name: /Appel du bailleur/ }));
  await visible(page.getByText(/^100,00\s€ HT$/));
  await page.getByRole("link", { name: "Facturer" }).click();

  const form = page.getByRole("form", { name: "Nouvelle facture" });
  await visible(form.getByText("Proposé : rôle « Facturation »."));
  await eventually(async () => assert.match(await form.getByLabel("Destinataire").locator("option:checked").innerText(), /Paule COMPTA/));
  await form.getByRole("button", { name: "Choisir des travaux" }).click();
  const choice = page.getByRole("dialog", { name: "Choisir les travaux" });
  await choice.getByRole("button", { name: "Tout cocher" }).click();
  await visible(choice.getByText(/1\sligne choisie, 100,00\s€/));
  await choice.getByRole("button", { name: "Ajouter au projet" }).click();
  await totals(page, /Total HT 100,00 € TVA 20 % sur 100,00 € 20,00 € Total TTC 120,00 €/);

  // A draft counts nowhere: what it bills stays work in progress.
  await j.press("Control+s");
  const detail = page.getByRole("article", { name: "Facture" });
  await visible(detail.getByText(/Ce projet ne compte dans aucun indicateur/));
  await reads(other, { "Encours HT": "100,00 €", "Solde dû": "0,00 €" });

  await detail.getByRole("button", { name: "Émettre…" }).click();
  const issuing = page.getByRole("dialog", { name: "Émettre la facture" });
  await visible(issuing.getByText("L’émission est définitive"));
  await issuing.getByRole("button", { name: "Émettre la facture" }).click();
  await j.told(/Facture A\d{4}-0001 émise/);
  await visible(detail.getByRole("heading", { name: /^Facture A\d{4}-0001$/ }));
  await visible(detail.getByRole("heading", { name: "Adressée à" }));
  await reads(other, { "Encours HT": "0,00 €", "Solde dû": "120,00 €" });

  // It is not taken back, and the program says what to do instead.
  await j.press("Control+z");
  await j.told(/Faites un avoir/);
  await reads(other, { "Solde dû": "120,00 €" });

  await detail.getByRole("button", { name: "Enregistrer un règlement" }).click();
  const paying = page.getByRole("dialog", { name: "Enregistrer un règlement" });
  await eventually(async () => assert.equal(await paying.getByLabel("Montant reçu").inputValue(), "120"));
  await paying.getByLabel("Montant reçu").fill("50");
  await paying.getByLabel("Référence").fill("VIR 12");
  await eventually(async () => assert.equal(await paying.getByLabel(/^Affecté à/).inputValue(), "50"));
  await paying.getByRole("button", { name: "Enregistrer le règlement" }).click();
  await gone(paying);
  await visible(detail.getByText("Virement · VIR 12"));
  await reads(other, { "Solde dû": "70,00 €" });

  await detail.getByRole("button", { name: "Faire un avoir…" }).click();
  const crediting = page.getByRole("dialog", { name: /^Avoir sur la facture/ });
  await crediting.getByLabel("Ce que l’avoir reprend").selectOption("part");
  await crediting.getByLabel(/^À créditer sur/).fill("20");
  await crediting.getByRole("button", { name: "Émettre l’avoir" }).click();
  await visible(crediting.getByText("Indiquez le motif de l’avoir."));
  await crediting.getByLabel("Motif").fill("Geste commercial");
  await crediting.getByRole("button", { name: "Émettre l’avoir" }).click();
  await j.told(/Avoir A\d{4}-0002 émis/);
  await visible(detail.getByRole("region", { name: "Avoirs" }).getByText("24,00 €"));
  await reads(other, { "Solde dû": "46,00 €", "Créances douteuses": "0,00 €" });

  await detail.getByRole("button", { name: "Qualifier…" }).click();
  await page.getByRole("dialog").getByLabel("Motif").fill("Conteste la durée");
  await page.getByRole("dialog").getByRole("button", { name: "Enregistrer" }).click();
  await reads(other, { "Créances douteuses": "46,00 €" });
  await band(other).getByRole("link", { name: /^Créances douteuses/ }).click();
  await totals(other, /1 facture .*Reste dû 46,00 €/);
  await detail.getByRole("button", { name: "Retirer la qualification" }).click();
  await reads(other, { "Créances douteuses": "0,00 €" });
  await visible(other.getByText("Aucune pièce dans « Douteuses »"));
});

journey("a line says less than its work, a discount is taken off, and what is typed survives", {}, async (j) => {
  const { page } = j;
  const { client, time } = await office(j);
  const { entry } = await time("2h", "Rédaction de conclusions");
  await j.go(`factures/nouvelle/${client.id}`);
  const form = page.getByRole("form", { name: "Nouvelle facture" });
  await form.getByRole("button", { name: "Choisir des travaux" }).click();
  const choice = page.getByRole("dialog", { name: "Choisir les travaux" });
  // By the keyboard: the list takes Space.
  await visible(choice.getByRole("gridcell", { name: /Rédaction/ }));
  await choice.getByRole("grid", { name: "Travaux à facturer" }).focus();
  await j.press("Home", "Space");
  await choice.getByRole("button", { name: "Ajouter au projet" }).click();
  await totals(page, /Total TTC 720,00 €/);
  await form.getByLabel(/^Durée/).fill("1h30");
  await form.getByLabel(/^Taux horaire/).fill("280");
  await form.getByLabel(/^Taux horaire/).blur();
  await totals(page, /Total HT 420,00 €/);
  await form.getByRole("button", { name: "Remise" }).click();
  await form.getByLabel(/^Remise/).fill("20");
  await form.getByLabel(/^Remise/).blur();
  await totals(page, /Total HT 400,00 € .*Total TTC 480,00 €/);
  await form.getByRole("button", { name: "Honoraires" }).click();
  await form.getByLabel(/^Montant, ligne 3/).fill("100");
  await form.getByLabel(/^Montant, ligne 3/).blur();
  await form.getByLabel(/^TVA, ligne 3/).selectOption({ label: "5,5 %" });
  await totals(page, /TVA 20 % sur 400,00 € 80,00 € TVA 5,5 % sur 100,00 € 5,50 € Total TTC 585,50 €/);
  await form.getByLabel("Objet").fill("Procédure au fond");

  // The program stops; the typing comes back.
  await j.putAside("Procédure au fond");
  await page.reload();
  await form.getByRole("button", { name: "La reprendre" }).click();
  await eventually(async () => assert.equal(await form.getByLabel("Objet").inputValue(), "Procédure au fond"));
  await totals(page, /Total TTC 585,50 €/);
  // A wrong text stops the save, and stays.
  await form.getByLabel(/^Montant, ligne 3/).fill("cent");
  await j.press("Control+s");
  await visible(form.getByText(/n’est pas un montant/));
  await form.getByLabel(/^Montant, ligne 3/).fill("100");
  await form.getByRole("button", { name: "Enregistrer et émettre…" }).click();
  await visible(page.getByRole("dialog", { name: "Émettre la facture" }).getByText("585,50 €"));
  await page.getByRole("button", { name: "Revenir au projet" }).click();
  assert.deepEqual(await j.call("drafts"), []);

  // The entry is edited under the draft, which can't be issued before a look at it; what was adjusted stays.
  await j.call("record_time", { draft: { ...entry, duration: "3h" } });
  await page.getByRole("button", { name: "Émettre…" }).click();
  await page.getByRole("button", { name: "Émettre la facture" }).click();
  await visible(page.getByRole("dialog").getByText(/a changé depuis ce projet/));
  await page.getByRole("button", { name: "Revenir au projet" }).click();
  await j.press("F2");
  const again = page.getByRole("form", { name: "Projet de facture" });
  await visible(again.getByText(/^1\stravail a changé depuis ce projet$/));
  await eventually(async () => assert.equal(plain(await again.getByLabel(/^Durée/).inputValue()), "1 h 30"));
  await eventually(async () => assert.equal(await again.getByLabel(/^Remise/).inputValue(), "20"));
  await again.getByRole("button", { name: /^Retirer la ligne 3/ }).click();
  await j.press("Control+s");
  await visible(page.getByText(/Total TTC/));
  await totals(page, /Total TTC 480,00 €/);
  const [work] = (await j.call("list_work", { filter: { view: "wip", client: client.id }, page: { offset: 0, limit: 5 } })).rows;
  assert.equal(work.minutes, 180);
  // A draft, unlike an invoice, goes and comes back.
  await page.getByRole("button", { name: "Supprimer le projet" }).click();
  await j.told("Projet de facture supprimé");
  await j.press("Control+z");
  await visible(page.getByRole("gridcell", { name: "Projet", exact: true }));
});

journey("a payment keeps a rest, is allocated later, and reversed by a counter-entry", {}, async (j) => {
  const { page } = j;
  const { client, bill } = await office(j);
  const first = await bill(10000, 60);
  await j.go(`contacts/${client.id}/reglements`);
  const open = page.getByRole("button", { name: "Enregistrer un règlement" }).first();
  await open.click();
  const dialog = page.getByRole("dialog", { name: "Enregistrer un règlement" });
  await dialog.getByRole("button", { name: "Enregistrer le règlement" }).click();
  await visible(dialog.getByText("Indiquez le montant reçu."));
  await dialog.getByLabel("Montant reçu").fill("150");
  await dialog.getByLabel("Montant reçu").blur();
  await eventually(async () => assert.equal(await dialog.getByLabel(/^Affecté à/).inputValue(), "120"));
  await visible(dialog.getByText("Reste non affecté"));
  await dialog.getByLabel(/^Affecté à/).fill("200");
  await dialog.getByLabel(/^Affecté à/).blur();
  await visible(dialog.getByText(/Il reste 120,00\s€ à régler/));
  await dialog.getByRole("button", { name: "Reprendre la proposition" }).click();
  await eventually(async () => assert.equal(await dialog.getByLabel(/^Affecté à/).inputValue(), "120"));
  await dialog.getByRole("button", { name: "Enregistrer le règlement" }).click();
  await gone(dialog);
  await reads(page, { "Solde dû": "0,00 €" });

  // The rest waits beside the balance, and pays the next invoice.
  const second = await bill(20000, 10);
  await band(page).getByRole("link", { name: /30,00\s€ non affectés/ }).click();
  await totals(page, /Non affecté 30,00 €/);
  await page.getByRole("gridcell", { name: "Virement" }).click();
  const sheet = page.getByRole("dialog", { name: "Règlement" });
  await sheet.getByRole("button", { name: "Affecter le reste…" }).click();
  await eventually(async () => assert.equal(await sheet.getByLabel(`Affecté à ${second.number}`).inputValue(), "30"));
  await sheet.getByRole("button", { name: "Affecter", exact: true }).click();
  await gone(sheet);
  await reads(page, { "Solde dû": "210,00 €" });
  await visible(page.getByText("Tout est affecté"));

  await page.getByRole("link", { name: "Tous", exact: true }).click();
  await page.getByRole("gridcell", { name: "Virement" }).click();
  await visible(sheet.getByRole("link", { name: first.number }));
  await sheet.getByRole("button", { name: "Extourner…" }).click();
  await sheet.getByRole("button", { name: "Extourner le règlement" }).click();
  await visible(sheet.getByText("Indiquez pourquoi ce règlement est extourné."));
  await sheet.getByLabel("Motif").fill("Chèque impayé");
  await sheet.getByRole("button", { name: "Extourner le règlement" }).click();
  await gone(sheet);
  await reads(page, { "Solde dû": "360,00 €" });
  await totals(page, /2 écritures Reçu par le cabinet 0,00 €/);

  // Money on CARPA is seen, and counts nowhere.
  await open.click();
  await dialog.getByLabel("Montant reçu").fill("5000");
  await dialog.getByLabel("Compte").selectOption("carpa");
  await visible(dialog.getByText(/ne sont pas l’argent du cabinet/));
  await dialog.getByRole("button", { name: "Enregistrer le règlement" }).click();
  await gone(dialog);
  await totals(page, /Reçu par le cabinet 0,00 € .*En CARPA, hors indicateurs 5 000,00 €/);
  await reads(page, { "Solde dû": "360,00 €" });
});

journey("invoices are searched, filtered and walked through by the keyboard", {}, async (j) => {
  const { page } = j;
  const { client, bill } = await office(j);
  const late = await bill(10000, 130, "Provision");
  const open = await bill(30000, 5, "Audience de référé");
  await j.call("save_invoice", { draft: { id: null, client: client.id, subject: "À venir", lines: [] } });
  await j.go("factures");
  await visible(page.getByRole("gridcell", { name: open.number }));
  await totals(page, /3 pièces HT 400,00 € TTC 480,00 € Reste dû 480,00 € dont douteux 120,00 €/);
  for (const [view, found] of [["Projets", "Projet"], ["Échues", late.number], ["Douteuses", late.number], ["Émises", open.number]]) {
    await page.getByRole("link", { name: view, exact: true }).click();
    await visible(page.getByRole("gridcell", { name: found }));
  }
  await page.getByRole("link", { name: "Toutes", exact: true }).click();
  await j.press("/");
  await j.type("refere");
  await gone(page.getByRole("gridcell", { name: late.number }));
  await visible(page.getByRole("gridcell", { name: open.number }));
  await j.press("Escape");
  await page.getByRole("button", { name: "TTC" }).click();
  const grid = page.getByRole("grid", { name: "Factures" });
  const rows = grid.getByRole("row").filter({ has: page.getByRole("gridcell") });
  await eventually(async () => assert.match(await rows.first().innerText(), new RegExp(open.number)));

  await page.getByRole("button", { name: "TTC" }).click();
  await eventually(async () => assert.match(await rows.nth(2).innerText(), new RegExp(open.number)));
  await grid.focus();
  await j.press("End", "Enter");
  const detail = page.getByRole("article", { name: "Facture" });
  await visible(detail.getByRole("heading", { name: `Facture ${open.number}` }));
  await j.press("Control+ArrowUp");
  await visible(detail.getByRole("heading", { name: `Facture ${late.number}` }));
  await visible(detail.getByText("Douteuse").first());
  await grid.focus();
  await j.press("Escape");
  await gone(detail);
  await j.press("Control+n");
  await visible(page.getByRole("form", { name: "Nouvelle facture" }));
});

journey("an answer that comes too late changes nothing of what is in view", {}, async (j) => {
  const { page } = j;
  const { bill } = await office(j);
  const late = await bill(10000, 130);
  await bill(30000, 5);
  await j.go("factures");
  await totals(page, /2 pièces .*Reste dû 480,00 €/);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/call/list_invoices", async (route) => {
    if (route.request().postDataJSON().filter.view === "issued") await held;
    await route.continue();
  });
  const answered = page.waitForResponse((response) => response.request().postDataJSON()?.filter?.view === "issued");
  await page.getByRole("link", { name: "Émises", exact: true }).click();
  await page.getByRole("link", { name: "Douteuses", exact: true }).click();
  await totals(page, /1 facture .*Reste dû 120,00 €/);
  release();
  await (await answered).finished();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  await totals(page, /1 facture .*Reste dû 120,00 €/);
  await eventually(async () => assert.equal(await page.getByRole("grid", { name: "Factures" }).getByRole("gridcell", { name: /^A2026/ }).count(), 1));
  await visible(page.getByRole("gridcell", { name: late.number }));
});

journey("the dashboard adds up, opens its rows, and is written to a file", {}, async (j) => {
  const { page } = j;
  const { bill, time } = await office(j);
  await bill(10000, 130);
  await bill(30000, 5);
  await time("1h", "Audience");
  await j.go("tableau-de-bord");
  await page.getByRole("button", { name: "12 derniers mois" }).click();
  const figures = page.getByRole("list", { name: "Indicateurs du cabinet" });
  await eventually(async () =>
    assert.match(plain(await figures.innerText()), /Encours HT 300,00 € Solde dû 480,00 € Créances douteuses 120,00 € Dossiers actifs 1/),
  );
  const region = async (name, text) =>
    eventually(async () => assert.match(plain(await page.getByRole("region", { name }).innerText()), text));
  await region("Ancienneté du solde dû", /Non échu 360,00 € .*Plus de 90 jours 120,00 € Solde dû 480,00 €/);
  await region("Chiffre d’affaires par client", /Boulangerie Roux \(SARL\) 400,00 € Total 400,00 €/);
  await region("Chiffre d’affaires par mois", /Total 400,00 €/);
  await region("Temps par intervenant", /Me Julie Martin 1 h — 300,00 € 0,00 €/);
  // A period that ends before it begins is explained.
  await page.getByLabel("Au", { exact: true }).fill("1/1/2020");
  await page.getByLabel("Au", { exact: true }).blur();
  await visible(page.getByText("La fin de la période est avant son début."));
  await page.getByRole("button", { name: "12 derniers mois" }).click();

  const file = path.join(j.folder, "tableau.csv");
  j.answers.push(file);
  await page.getByRole("button", { name: "Exporter (CSV)" }).click();
  await j.told("lignes exportées");
  const text = await readFile(file, "utf8");
  assert.match(text, /Indicateurs;Solde dû;480,00/);

  await figures.getByRole("link", { name: /^Encours/ }).click();
  await visible(page.getByRole("gridcell", { name: /Audience/ }));
  await visible(page.getByText(/^300,00\s€ HT$/));
  await page.goBack();
  await figures.getByRole("link", { name: /^Créances douteuses/ }).click();
  await totals(page, /1 facture .*Reste dû 120,00 €/);
});

journey("the firm's settings explain what is wrong, field by field, and are printed from then on", {}, async (j) => {
  const { page } = j;
  const { bill } = await office(j);
  await j.go("parametres/cabinet");
  const form = page.getByRole("form", { name: "Réglages du cabinet" });
  await form.getByLabel("Dénomination").fill("SELARL Lemoine");
  await form.getByLabel("SIREN").fill("404833049");
  await form.getByLabel("SIREN").blur();
  await visible(form.getByText(/Ce SIREN contient une erreur/));
  await form.getByLabel("SIREN").fill("404833048");
  await form.getByLabel("SIREN").blur();
  await eventually(async () => assert.equal(plain(await form.getByLabel("N° de TVA").inputValue()), "FR 83 404 833 048"));
  await form.getByLabel("Code postal").fill("69002");
  await form.getByLabel("Commune").fill("Lyon");
  await form.getByLabel("IBAN").fill("FR76 3000 6000 0112 3456 7890 188");
  await form.getByLabel("BIC").fill("AGRI");
  await form.getByRole("button", { name: "Enregistrer les réglages du cabinet" }).click();
  await visible(form.getByText(/Cet IBAN contient une erreur/));
  await form.getByLabel("IBAN").fill("FR7630006000011234567890189");
  await form.getByRole("button", { name: "Enregistrer les réglages du cabinet" }).click();
  await visible(form.getByText(/Un BIC a 8 ou 11 caractères/));
  await form.getByLabel("BIC").fill("AGRIFRPP");
  await form.getByLabel("Délai de règlement (jours)").fill("45");
  await form.getByRole("button", { name: "Enregistrer les réglages du cabinet" }).click();
  await j.told("Réglages du cabinet enregistrés");
  const kept = await j.call("firm_settings");
  assert.deepEqual(
    [kept.siren, kept.vat_number, kept.bic, kept.payment_days],
    ["404833048", "FR83404833048", "AGRIFRPP", 45],
  );

  await page.getByRole("button", { name: "Modifier Taux normal" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Jusqu’au").fill("1/1/2010");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("La fin est avant le début."));
  await j.press("Escape");

  const invoice = await bill(10000, 0);
  await j.go(`factures/${invoice.id}`);
  const printed = page.getByRole("region", { name: "Ce que porte la pièce" });
  await visible(printed.getByText("SELARL Lemoine"));
  await visible(printed.getByText(/^IBAN FR76/));
});

for (const dark of [false, true]) {
  journey(`invoices, payments, the dashboard and the firm's settings are accessible, ${dark ? "dark" : "light"}`, { dark }, async (j) => {
    const { page } = j;
    const { client, time, bill } = await office(j);
    const check = async (where) => assert.deepEqual(await violations(page), [], where);
    const invoice = await bill(10000, 130);
    await bill(20000, 5);
    await time("1h", "Audience");
    const payment = { client: client.id, amount: 15000, method: "Virement", allocations: [{ invoice: invoice.id, amount: 5000 }] };
    await j.call("record_payment", { payment });

    await j.go(`contacts/${client.id}`);
    await visible(band(page).getByRole("link", { name: /non affectés/ }));
    await check("band");
    for (const [tab, shown] of [["encours", /Audience/], ["factures", invoice.number], ["reglements", "Virement"]]) {
      await j.go(`contacts/${client.id}/${tab}`);
      await visible(page.getByRole("gridcell", { name: shown }));
      await check(tab);
    }
    await page.getByRole("gridcell", { name: "Virement" }).click();
    await page.getByRole("button", { name: "Affecter le reste…" }).click();
    await visible(page.getByLabel(/^Affecté à/));
    await check("allocation");
    await j.press("Escape");

    await j.go("factures");
    await visible(page.getByRole("gridcell", { name: invoice.number }));
    await check("invoices");
    await j.go(`factures/${invoice.id}`);
    await visible(page.getByText("Ce que porte la pièce"));
    await check("invoice");
    for (const name of ["Faire un avoir…", "Qualifier…", "Enregistrer un règlement"]) {
      await page.getByRole("button", { name }).click();
      await visible(page.getByRole("dialog"));
      await check(name);
      await j.press("Escape");
      await gone(page.getByRole("dialog"));
    }
    await j.go(`factures/nouvelle/${client.id}`);
    await page.getByRole("button", { name: "Choisir des travaux" }).click();
    await visible(page.getByRole("gridcell", { name: /Audience/ }));
    await check("choice of work");
    await page.getByRole("button", { name: "Tout cocher" }).click();
    await page.getByRole("button", { name: "Ajouter au projet" }).click();
    await page.getByRole("button", { name: "Remise" }).click();
    await visible(page.getByLabel(/^Remise/));
    await check("draft");
    await page.getByRole("button", { name: "Enregistrer et émettre…" }).click();
    await visible(page.getByRole("dialog", { name: "Émettre la facture" }));
    await check("issue");
    await j.press("Escape");
    await j.go("factures/reglements");
    await visible(page.getByRole("gridcell", { name: /Boulangerie/ }));
    await check("payments");

    await j.go("tableau-de-bord");
    await visible(page.getByRole("heading", { name: "Temps par intervenant" }));
    await check("dashboard");
    await j.go("tableau-de-bord/encours");
    await visible(page.getByRole("gridcell", { name: /Audience/ }));
    await check("work of the firm");
    await j.go("parametres/cabinet");
    await visible(page.getByRole("heading", { name: "Taux de TVA" }));
    await check("settings");
    await page.getByRole("button", { name: "Ajouter un taux" }).click();
    await visible(page.getByRole("dialog"));
    await check("VAT rate");
  });
}
