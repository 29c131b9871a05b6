import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

const ADDRESS = { id: null, label: "", street: "1 rue Mercière", postal_code: "69002", town: "Lyon", country: "" };

const person = (j, first_names, birth_name, addresses = [ADDRESS]) =>
  j.call("save_contact", { draft: draft({ civility: "Mme", first_names, birth_name, addresses }) });

const letters = async (j, contact) =>
  (await j.call("list_journal", { filter: { contact, kinds: ["letter"] }, cursor: null, limit: 10 })).entries;

journey("a letter is written from a template, changed, made and found in the journal", {}, async (j) => {
  const { page } = j;
  const client = await person(j, "Anne", "Durand");
  await j.call("save_matter", { draft: { id: null, client: client.id, title: "Bail", opened_despite: "Urgence" } });
  await j.go(`contacts/${client.id}`);
  await j.detail().getByRole("button", { name: "Autres actions" }).click();
  await page.getByRole("menuitem", { name: "Écrire une lettre…" }).click();
  const dialog = page.getByRole("dialog", { name: "Écrire une lettre" });
  await visible(dialog.getByLabel("Texte", { exact: true }));
  // A template that speaks of a matter asks for one.
  await dialog.getByLabel("Modèle").selectOption({ label: "Information sur l’avancement" });
  await visible(dialog.getByText("Ce modèle parle d’un dossier : choisissez le dossier."));
  await dialog.getByLabel("Dossier").selectOption({ index: 1 });
  await visible(dialog.getByText(/Ne disent rien ici/));
  const body = dialog.getByLabel("Texte", { exact: true });
  await eventually(async () => assert.ok((await body.inputValue()).includes("au sujet du dossier Bail")));
  await eventually(async () => assert.equal(await dialog.getByLabel("Adresse").inputValue(), "Mme Anne DURAND\n1 rue Mercière\n69002 Lyon"));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("letter-dialog");

  // What was typed stays when another template is chosen.
  await body.fill("Madame,\n\nRendez-vous mardi. #set $x$ <b>gras</b>");
  await dialog.getByLabel("Modèle").selectOption({ label: "Prise de rendez-vous" });
  await visible(dialog.getByText("Votre texte est gardé tel que vous l’avez écrit."));
  await eventually(async () => assert.match(await body.inputValue(), /Rendez-vous mardi/));
  await dialog.getByLabel("Objet").fill("Mardi");
  await dialog.getByRole("button", { name: "Copier le texte" }).click();
  await j.told("Texte de la lettre : copié.");
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Objet : Mardi\n\nMadame,\n\nRendez-vous mardi/);
  const file = path.join(j.folder, "lettre.txt");
  j.answers.push(file);
  await dialog.getByRole("button", { name: "Texte…" }).click();
  await j.told("Enregistrée, sans être classée.");
  assert.match(await readFile(file, "utf8"), /<b>gras<\/b>/);
  await dialog.getByRole("button", { name: "Faire la lettre" }).click();
  const done = page.getByRole("dialog", { name: "La lettre est faite" });
  await visible(done.getByText("Mardi – Mme Anne DURAND.pdf"));
  assert.deepEqual(await violations(page), []);
  await done.getByRole("link", { name: "journal" }).click();
  await gone(done);
  const panel = j.detail().getByRole("tabpanel", { name: "Journal" });
  await visible(panel.getByRole("button", { name: "Mardi", exact: true }));
  await visible(panel.getByText("Mardi – Mme Anne DURAND.pdf"));
  assert.equal((await letters(j, client.id)).length, 1);
});

journey("a letter in a matter goes to whom its role says", { dark: true }, async (j) => {
  const { page } = j;
  const client = await person(j, "Anne", "Durand");
  const other = await person(j, "Luc", "Petit");
  const matter = await j.call("save_matter", { draft: { id: null, client: client.id, title: "Bail", opened_despite: "Urgence" } });
  await j.call("save_role", {
    role: { id: null, client: client.id, recipient: other.id, role: "correspondence", is_default: true, matter: matter.id },
  });
  await j.go(`dossiers/${matter.id}`);
  await page.getByRole("button", { name: "Écrire une lettre…" }).click();
  const dialog = page.getByRole("dialog", { name: "Écrire une lettre" });
  await eventually(async () => assert.match(await dialog.getByLabel("Adresse").inputValue(), /Luc PETIT/));
  await dialog.getByLabel("Destinataire").selectOption({ label: "Mme Anne DURAND" });
  await eventually(async () => assert.match(await dialog.getByLabel("Adresse").inputValue(), /Anne DURAND/));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("letter-matter-dark");
});

journey("a template is written with its fields and tried on a contact", {}, async (j) => {
  const { page } = j;
  await person(j, "Anne", "Durand");
  await j.go("parametres/lettres");
  await visible(page.getByRole("button", { name: "Demande de pièces", exact: true }));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("letter-templates");
  await page.getByRole("button", { name: "Nouveau modèle" }).click();
  const dialog = page.getByRole("dialog", { name: "Nouveau modèle" });
  const text = dialog.getByRole("textbox", { name: /^Texte/ });
  await dialog.getByLabel("Nom du modèle").fill("Vœux");
  await text.fill("Bonjour ");
  await dialog.getByLabel("Champs").selectOption("contact.prenoms");
  await eventually(async () => assert.equal(await text.inputValue(), "Bonjour {{ contact.prenoms }}"));
  await dialog.getByLabel("Essayer avec").fill("durand");
  await page.getByRole("option", { name: /DURAND/ }).click();
  await visible(dialog.getByRole("article", { name: "Aperçu de la lettre" }).getByText("Bonjour Anne"));
  if (process.env.THEMISIA_PICTURES) await j.picture("letter-template");
  await text.fill("Bonjour {{ contact.prenon }}");
  await visible(dialog.getByText("Vouliez-vous écrire « contact.prenoms » ?").first());
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("Vouliez-vous écrire « contact.prenoms » ?").nth(1));
  await text.fill("Bonjour {{ contact.prenoms }}");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await visible(page.getByRole("button", { name: "Vœux", exact: true }));
  await page.getByRole("button", { name: "Supprimer « Vœux »" }).click();
  await gone(page.getByRole("button", { name: "Vœux", exact: true }));
});

journey("a list is written to, seen before, and taken back as one", {}, async (j) => {
  const { page } = j;
  const anne = await person(j, "Anne", "Durand");
  await person(j, "Luc", "Petit");
  await person(j, "Zoé", "Roux", []);
  await j.go("contacts");
  await page.getByRole("button", { name: "Écrire à ces fiches…" }).click();
  const dialog = page.getByRole("dialog", { name: "Écrire à 3 fiches" });
  await dialog.getByLabel("Modèle").selectOption({ label: "Demande de pièces" });
  await visible(dialog.getByText("2 lettres seront faites"));
  await visible(dialog.getByText("Pas d’adresse postale."));
  await visible(dialog.getByRole("article", { name: "Lettre à Mme Anne DURAND" }));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) {
    await page.setViewportSize({ width: 900, height: 800 });
    await j.picture("letter-merge");
  }
  const file = path.join(j.folder, "lettres.pdf");
  j.answers.push(file);
  await dialog.getByRole("button", { name: "Faire les lettres" }).click();
  await j.told("2 lettres faites et classées.");
  await gone(dialog);
  assert.equal((await readFile(file)).subarray(0, 5).toString(), "%PDF-");
  assert.equal((await letters(j, anne.id)).length, 1);
  await page.locator("[data-sonner-toast]").filter({ hasText: "2 lettres faites" }).getByRole("button", { name: "Annuler" }).click();
  await eventually(async () => assert.equal((await letters(j, anne.id)).length, 0));
});

journey("a letter that was being written is found again after a crash, taken up or given up", {}, async (j) => {
  const { page } = j;
  const client = await person(j, "Anne", "Durand");
  const dialog = page.getByRole("dialog", { name: "Écrire une lettre" });
  const body = dialog.getByLabel("Texte", { exact: true });
  const write = async () => {
    await j.detail().getByRole("button", { name: "Autres actions" }).click();
    await page.getByRole("menuitem", { name: "Écrire une lettre…" }).click();
    await visible(dialog);
  };
  await j.go(`contacts/${client.id}`);
  await write();
  await dialog.getByLabel("Modèle").selectOption({ label: "Prise de rendez-vous" });
  await eventually(async () => assert.match(await body.inputValue(), /faire le point avec vous/));
  await dialog.getByLabel("Objet").fill("Expertise de mardi");
  await body.fill("Madame,\n\nUne longue lettre.");
  await j.putAside("Une longue lettre.");
  await page.reload();
  await write();
  await visible(dialog.getByText(/Une lettre non enregistrée du .* a été retrouvée\s: «\sExpertise de mardi\s»/));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("letter-found");
  // Escape decides nothing: it is there again next time.
  await j.press("Escape");
  await gone(dialog);
  await write();
  await dialog.getByRole("button", { name: "Reprendre" }).click();
  await eventually(async () => assert.equal(await body.inputValue(), "Madame,\n\nUne longue lettre."));
  assert.equal(await dialog.getByLabel("Objet").inputValue(), "Expertise de mardi");
  assert.equal(await dialog.getByLabel("Modèle").locator("option:checked").innerText(), "Prise de rendez-vous");
  // Made, it is no longer there to be taken up.
  await dialog.getByRole("button", { name: "Faire la lettre" }).click();
  const done = page.getByRole("dialog", { name: "La lettre est faite" });
  await visible(done.getByText("Expertise de mardi – Mme Anne DURAND.pdf"));
  await eventually(async () => assert.deepEqual(await j.call("drafts"), []));
  await done.getByRole("button", { name: "Fermer" }).first().click();
  await gone(done);
  // Given up, neither.
  await write();
  await visible(body);
  await body.fill("À jeter");
  await j.putAside("À jeter");
  await dialog.getByRole("button", { name: "Annuler" }).click();
  await gone(dialog);
  await eventually(async () => assert.deepEqual(await j.call("drafts"), []));
});

journey("a template that was being written is found again after a crash", {}, async (j) => {
  const { page } = j;
  await j.go("parametres/lettres");
  const dialog = page.getByRole("dialog", { name: "Nouveau modèle" });
  const text = dialog.getByRole("textbox", { name: /^Texte/ });
  await page.getByRole("button", { name: "Nouveau modèle" }).click();
  await dialog.getByLabel("Nom du modèle").fill("Vœux");
  await text.fill("Bonne année {{ contact.prenoms }}");
  await j.putAside("Bonne année");
  await page.reload();
  await page.getByRole("button", { name: "Nouveau modèle" }).click();
  await visible(dialog.getByText(/Un modèle non enregistré du .* a été retrouvé\s: «\sVœux\s»/));
  await dialog.getByRole("button", { name: "Reprendre" }).click();
  await eventually(async () => assert.equal(await text.inputValue(), "Bonne année {{ contact.prenoms }}"));
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await visible(page.getByRole("button", { name: "Vœux", exact: true }));
  await eventually(async () => assert.deepEqual(await j.call("drafts"), []));
});

journey("each of a list is written to in its open matter; who has none or several is told before", {}, async (j) => {
  const { page } = j;
  const open = (client, title) => j.call("save_matter", { draft: { id: null, client: client.id, title, opened_despite: "Urgence" } });
  const [anne, luc] = [await person(j, "Anne", "Durand"), await person(j, "Luc", "Petit")];
  await person(j, "Zoé", "Roux");
  const matter = await open(anne, "Bail");
  await open(luc, "Partage");
  await open(luc, "Succession");
  await j.go("contacts");
  await page.getByRole("button", { name: "Écrire à ces fiches…" }).click();
  const dialog = page.getByRole("dialog", { name: "Écrire à 3 fiches" });
  await dialog.getByLabel("Modèle").selectOption({ label: "Information sur l’avancement" });
  await visible(dialog.getByText("Ce modèle parle d’un dossier : choisissez le dossier."));
  await dialog.getByLabel("Dossier", { exact: true }).selectOption({ label: "Le dossier ouvert de chacun" });
  await visible(dialog.getByText("1 lettre sera faite"));
  await visible(dialog.getByText("2 dossiers ouverts : écrivez-lui depuis le dossier."));
  await visible(dialog.getByText("Pas de dossier ouvert."));
  await visible(dialog.getByText(/Ne disent rien\s: dossier\.adversaires, dossier\.juridiction, dossier\.rg/));
  await visible(dialog.getByRole("article", { name: "Lettre à Mme Anne DURAND" }).getByText(/au sujet du dossier Bail/));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("letter-merge-matter");
  await dialog.getByLabel("En sortie").selectOption({ label: "Classer seulement" });
  await dialog.getByRole("button", { name: "Faire les lettres" }).click();
  await j.told("1 lettre faite et classée.");
  const filed = await j.call("list_journal", { filter: { matter: matter.id, kinds: ["letter"] }, cursor: null, limit: 10 });
  assert.equal(filed.entries.length, 1);
});
