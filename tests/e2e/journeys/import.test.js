import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { draft, eventually, journey, visible } from "../harness.js";

const FILE = [
  "Réf;Nom;Prénom;Raison sociale;SIRET;Date de naissance;E-mail;Téléphone;CP;Ville;Remarques",
  "A1;Durand;Anne;;;12/03/1970;anne.durand@exemple.fr;06 12 34 56 78;75011;Paris;",
  ";;;;;;;;;;",
  "A2;;;Menuiserie du Port;73282932000075;;contact@exemple.fr;;29200;Brest;clé fausse",
  "A3;Le Goff;Yann;;;31/02/1980;pas une adresse;;;Quimper;",
  "A4;;;;;;perdu@exemple.fr;;;Nantes;sans nom",
  '"A5";"O""Brien";"Zoë\nMarie";;;;;;;;"note ; avec point-virgule"',
].join("\r\n");

journey("a CSV file with faults is checked, imported, found again, and taken back", {}, async (j) => {
  const { page } = j;
  await j.call("save_contact", { draft: draft({ birth_name: "Déjà là" }) });
  await j.go("importer");
  await j.choose("contacts été.csv", `\ufeff${FILE}`);
  await visible(page.getByRole("heading", { name: "1. Ce que devient chaque colonne" }));
  await visible(page.getByText("11 colonnes"));
  await eventually(async () => assert.equal(await page.getByLabel("La colonne « Nom » devient").inputValue(), "birth_name"));
  await eventually(async () => assert.equal(await page.getByLabel("La colonne « Raison sociale » devient").inputValue(), "organisation_name"));
  await page.getByLabel("La colonne « Réf » devient").selectOption({ label: "Référence externe" });

  await page.getByRole("button", { name: "Vérifier sans importer" }).click();
  await visible(page.getByText("Rien n’a été écrit."));
  assert.equal((await j.call("contact_counts")).all, 1);
  const issues = page.getByRole("region", { name: "Points à regarder" }).getByRole("row");
  await visible(issues.filter({ hasText: "73282932000075" }));
  await visible(issues.filter({ hasText: "31/02/1980" }));

  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await visible(page.getByText("Import terminé"));
  await visible(page.getByRole("listitem").filter({ hasText: "4 fiches créées" }));
  await visible(page.getByRole("listitem").filter({ hasText: "1 ligne rejetée" }));
  assert.equal((await j.call("contact_counts")).all, 5);

  await page.getByRole("link", { name: "Voir les contacts" }).click();
  await visible(j.row("DURAND Anne"));
  await visible(j.row("Menuiserie du Port"));
  await j.row("Menuiserie du Port").click();
  await visible(j.detail().getByText("à vérifier"));

  // The same file again brings nothing.
  await j.go("importer");
  await j.choose("contacts été.csv", `\ufeff${FILE}`);
  await page.getByLabel("La colonne « Réf » devient").selectOption({ label: "Référence externe" });
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await visible(page.getByText("Ce fichier n’apporte rien de nouveau"));
  assert.equal((await j.call("contact_counts")).all, 5);

  await j.go("historique");
  await page.getByRole("listitem").filter({ hasText: "Import de « contacts été.csv »" }).last().getByRole("button", { name: /Annuler/ }).click();
  await eventually(async () => assert.equal((await j.call("contact_counts")).all, 1));
});

journey("a whole import is taken back from its own page", {}, async (j) => {
  const { page } = j;
  await j.go("importer");
  const rows = Array.from({ length: 300 }, (_, index) => `Nom${index};Prénom${index}`);
  await j.choose("liste.csv", ["Nom;Prénom", ...rows].join("\n"));
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await visible(page.getByRole("listitem").filter({ hasText: "300 fiches créées" }));
  await page.getByRole("button", { name: "Annuler l’import" }).click();
  await visible(page.getByText("Import annulé"));
  await eventually(async () => assert.equal((await j.call("contact_counts")).all, 0));
});

journey("a file that is no table is refused in clear words, and nothing changes", {}, async (j) => {
  const { page } = j;
  await j.go("importer");
  await j.choose("photo.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 1, 2, 3]));
  await visible(page.getByRole("alert"));
  await eventually(async () => assert.match(await page.getByRole("alert").innerText(), /fichier/i));
  await j.choose("vide.csv", "");
  await visible(page.getByRole("alert"));
  assert.equal((await j.call("contact_counts")).all, 0);
});

journey("cards, a workbook and an empty template are imported, each told by what it is", {}, async (j) => {
  const { page } = j;
  await j.go("importer");
  const card = (name, email) => ["BEGIN:VCARD", "VERSION:3.0", `N:${name};Zoé;;Mme;`, `FN:Zoé ${name}`, `EMAIL;TYPE=WORK:${email}`, "TEL;TYPE=CELL:06 66 42 84 94", "END:VCARD"];
  await j.choose("carnet.vcf", [...card("Bourrel", "zoe@exemple.fr"), ...card("Fève", "feve@exemple.fr")].join("\r\n"));
  await visible(page.getByText("cartes de visite vCard"));
  // A card says itself what its lines are.
  await visible(page.getByRole("heading", { name: "1. Ce que contiennent les cartes" }));
  await eventually(async () => assert.equal(await page.getByRole("region", { name: "Colonnes et premières lignes du fichier" }).getByRole("combobox").count(), 0));
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await visible(page.getByRole("listitem").filter({ hasText: "2 fiches créées" }));

  // A workbook: what we export comes back as it was.
  const workbook = path.join(j.folder, "Contacts.xlsx");
  const all = { view: "all", kind: null, quality: null, text: "" };
  await j.call("export_contacts", { task: "t", path: workbook, format: "xlsx", ids: null, filter: all });
  await j.call("undo_last");
  assert.equal((await j.call("contact_counts")).all, 0);
  await page.getByRole("button", { name: "Importer un autre fichier" }).click();
  await j.chooseFile(workbook);
  await visible(page.getByText(/classeur, feuille «\s.+\s»/));
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await visible(page.getByRole("listitem").filter({ hasText: "2 fiches créées" }));
  const found = await j.call("search_contacts", { text: "feve", include_hidden: true, limit: 5 });
  assert.equal(found[0].contact.email, "feve@exemple.fr");

  await page.getByRole("button", { name: "Importer un autre fichier" }).click();
  const template = path.join(j.folder, "modele.csv");
  j.answers.push(template);
  await page.getByRole("button", { name: "Enregistrer un modèle vide…" }).click();
  await j.told("Modèle enregistré");
  assert.match(await readFile(template, "utf8"), /Nom de naissance/);
});

journey("rows without a name are kept in a file, mended, and imported from it", {}, async (j) => {
  const { page } = j;
  await j.go("importer");
  await j.choose("liste.csv", "Nom;E-mail\nRoux;roux@exemple.fr\n;perdu@exemple.fr\n");
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await visible(page.getByText(/1\sligne rejetée gardée dans un fichier à corriger/));
  const kept = await page.locator(".banner .path").innerText();
  const text = await readFile(kept, "utf8");
  assert.match(text, /perdu@exemple\.fr/);
  assert.match(text, /Motif du rejet/);
  await page.getByRole("button", { name: "Copier l’emplacement" }).click();
  await j.told("Emplacement : copié");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), kept);

  await writeFile(kept, text.replace(/^;/m, "Perdu;").replace(/^"";/m, "Perdu;"));
  await page.getByRole("button", { name: "Importer le fichier corrigé" }).click();
  await visible(page.getByRole("heading", { name: "1. Ce que devient chaque colonne" }));
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await visible(page.getByRole("listitem").filter({ hasText: "1 fiche créée" }));
  assert.equal((await j.call("contact_counts")).all, 2);
});

journey("an export shows status and links, and says that importing it changes none; a quote that was mended is told", {}, async (j) => {
  const { page } = j;
  const port = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Menuiserie du Port" }) });
  const anne = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne" }) });
  await j.call("save_link", { link: { id: null, contact: port.id, other: anne.id, kind: "representative", function: "gérante" } });
  await j.call("set_contact_status", { id: port.id, to: "active_client", reason: "" });
  const file = path.join(j.folder, "Contacts.csv");
  await j.call("export_contacts", { task: "t", path: file, format: "csv", ids: null, filter: { view: "all", kind: null, quality: null, text: "" } });
  const text = await readFile(file, "utf8");
  assert.match(text, /;Client actif;/);
  assert.match(text, /Gérante : DURAND Anne/);

  await j.go("importer");
  await j.choose("Contacts.csv", text);
  await visible(page.getByText(/Rien n’est importé de «\s?Statut\s?», «\s?Liens\s?»/));
  await eventually(async () => assert.equal(await page.getByLabel("La colonne « Liens » devient").inputValue(), "links"));
  await page.getByRole("button", { name: "Importer", exact: true }).click();
  await visible(page.getByText("Ce fichier n’apporte rien de nouveau"));
  assert.equal((await j.call("get_contact", { id: port.id })).status, "active_client");

  await page.getByRole("button", { name: "Importer un autre fichier" }).click();
  await j.choose("guillemets.csv", 'Nom;Prénom;Notes\nPetit;"Luc;vu\nMartin;Paul;\n');
  await page.getByRole("button", { name: "Vérifier sans importer" }).click();
  const issue = page.getByRole("region", { name: "Points à regarder" }).getByRole("row").filter({ hasText: "Guillemet non fermé" });
  await visible(issue.filter({ hasText: '"Luc' }));
});
