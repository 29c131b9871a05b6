import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { draft, eventually, gone, journey, visible } from "../harness.js";

const EMAIL = (address) => [{ id: null, label: "", address, to_check: false }];
const AT = (town) => [{ id: null, label: "Domicile", street: "1 rue du Port", postal_code: "", town, country: "" }];

async function people(j) {
  const made = {};
  for (const [name, town, email] of [["Arnaud", "Brest", ""], ["Benoît", "Quimper", "benoit@exemple.fr"], ["Carré", "Brest", "carre@exemple.fr"], ["Dumas", "Rennes", ""]]) {
    made[name] = await j.call("save_contact", { draft: draft({ birth_name: name, emails: email ? EMAIL(email) : [], addresses: AT(town) }) });
  }
  return made;
}

/** What is asked of the printer, as text, instead of a dialog of the system. */
async function catchPrint(page) {
  await page.evaluate(() => {
    window.print = () => {
      window.printed = [...document.querySelectorAll("body > .print-sheet")].map((sheet) => sheet.textContent).join("\n");
      window.dispatchEvent(new Event("afterprint"));
    };
  });
}

journey("a filter is kept as a view with its count, which follows the base", {}, async (j) => {
  const { page } = j;
  await page.setViewportSize({ width: 1440, height: 900 });
  await people(j);
  await j.go("contacts");
  await visible(j.row("ARNAUD"));
  await page.getByRole("button", { name: "Filtres" }).click();
  const filters = page.getByRole("dialog", { name: "Filtrer la liste" });
  await filters.getByLabel("Ville").fill("brest");
  await filters.getByLabel("Sans e-mail").check();
  await filters.getByRole("button", { name: "Filtrer" }).click();
  await gone(j.row("CARRÉ"));
  await visible(j.row("ARNAUD"));
  await eventually(async () => assert.equal(await j.rows().count(), 1));

  await page.getByRole("button", { name: "Enregistrer cette vue" }).click();
  const dialog = page.getByRole("dialog", { name: "Enregistrer cette vue" });
  await dialog.getByRole("button", { name: "Enregistrer la vue" }).click();
  await visible(dialog.getByText("Donnez un nom à cette vue."));
  await dialog.getByLabel("Nom de la vue").fill("Brestois à joindre");
  await j.press("Enter");
  await gone(dialog);
  const nav = page.getByRole("navigation", { name: "Vues des contacts" });
  const view = nav.getByRole("button", { name: /^Brestois à joindre/ });
  await eventually(async () => assert.match(await view.innerText(), /1$/));

  await j.call("save_contact", { draft: draft({ birth_name: "Évrard", addresses: AT("BREST") }) });
  await eventually(async () => assert.match(await view.innerText(), /2$/));
  await nav.getByRole("button", { name: /^Vue courante/ }).click();
  await visible(j.row("ÉVRARD"));
  await page.getByRole("button", { name: "Filtres (2)" }).click();
  await page.getByRole("button", { name: "Retirer ces filtres" }).click();
  await visible(j.row("DUMAS"));
  await view.click();
  await gone(j.row("DUMAS"));
  await eventually(async () => assert.equal(await view.getAttribute("aria-current"), "true"));

  await nav.getByRole("button", { name: "Supprimer la vue « Brestois à joindre »" }).click();
  await gone(view);
  await j.press("Control+z");
  await visible(view);
});

journey("many contacts are changed at once: said before, refusals named, one undo", {}, async (j) => {
  const { page } = j;
  const made = await people(j);
  await j.call("set_contact_status", { id: made["Dumas"].id, to: "active_client", reason: "" });
  await j.go("contacts");
  await visible(j.row("ARNAUD"));
  await page.getByLabel("Cocher toute la liste").click();
  await page.locator(".bulk").getByRole("button", { name: "Modifier" }).click();
  const dialog = page.getByRole("dialog", { name: /^Modifier 4\sfiches/ });
  await dialog.getByLabel("Statut").selectOption({ label: "Passer en prospect" });
  await visible(dialog.getByText("3 fiches seront modifiées"));
  await visible(dialog.getByRole("listitem").filter({ hasText: /DUMAS.*Un « Client actif » ne peut pas devenir « Prospect »/ }));
  await dialog.getByLabel("Origine").fill("Salon de Brest");
  await dialog.getByRole("button", { name: "Modifier" }).click();
  await gone(dialog);
  await j.told("3 fiches modifiées");
  assert.equal((await j.call("contact_counts")).prospects, 3);
  assert.equal((await j.call("get_contact", { id: made["Carré"].id })).draft.origin, "Salon de Brest");
  await j.press("Control+z");
  await eventually(async () => assert.equal((await j.call("contact_counts")).prospects, 0));
  assert.equal((await j.call("get_contact", { id: made["Carré"].id })).draft.origin, "");
});

journey("the list as it stands and the ticked contacts are exported and printed", {}, async (j) => {
  const { page } = j;
  await people(j);
  await j.go("contacts");
  await visible(j.row("ARNAUD"));
  await page.getByRole("searchbox", { name: "Rechercher dans la liste" }).fill("brest");
  await gone(j.row("DUMAS"));
  const csv = path.join(j.folder, "brest.csv");
  await page.getByRole("button", { name: "Exporter ces fiches" }).click();
  await page.getByRole("dialog").getByLabel("Format").selectOption("csv");
  j.answers.push(csv);
  await page.getByRole("dialog").getByRole("button", { name: "Exporter" }).click();
  await j.told("2 fiches exportées");
  const text = await readFile(csv, "utf8");
  assert.ok(text.startsWith("\ufeff"), "Excel reads the accents by the mark");
  assert.deepEqual(["Arnaud", "Carré", "Dumas"].map((name) => text.includes(name)), [true, true, false]);

  await page.getByRole("button", { name: "Effacer la recherche" }).click();
  await j.row("DUMAS").getByRole("checkbox").check();
  const cards = path.join(j.folder, "cartes.vcf");
  await page.locator(".bulk").getByRole("button", { name: "Exporter" }).click();
  await page.getByRole("dialog").getByLabel("Format").selectOption("vcf");
  j.answers.push(cards);
  await page.getByRole("dialog").getByRole("button", { name: "Exporter" }).click();
  await j.told("1 fiche exportée");
  assert.equal((await readFile(cards, "utf8")).match(/BEGIN:VCARD/g).length, 1);

  const labels = path.join(j.folder, "etiquettes.pdf");
  await page.locator(".bulk").getByRole("button", { name: "Étiquettes" }).click();
  await page.getByRole("dialog").getByLabel(/déjà utilisées/).fill("24");
  await visible(page.getByRole("dialog").getByText("De 0 à 23"));
  await page.getByRole("dialog").getByLabel(/déjà utilisées/).fill("2");
  j.answers.push(labels);
  await page.getByRole("dialog").getByRole("button", { name: "Enregistrer en PDF" }).click();
  await j.told("1 étiquette prête");
  assert.ok((await readFile(labels, "latin1")).startsWith("%PDF-1.7"));

  await catchPrint(page);
  await page.getByRole("button", { name: "Tout décocher" }).click();
  await page.getByRole("button", { name: "Imprimer la liste" }).click();
  await eventually(async () => assert.match(await page.evaluate(() => window.printed ?? ""), /ARNAUD[\s\S]*Brest[\s\S]*DUMAS/));
  const all = { view: "all", kind: null, quality: null, text: "" };
  const [arnaud, , carre] = (await j.call("list_contacts", { filter: all, sort: { key: "name", descending: false }, page: { offset: 0, limit: 4 } })).rows;
  await j.call("save_link", { link: { id: null, contact: carre.id, other: arnaud.id, kind: "spouse", function: "", capital_basis_points: null, votes_basis_points: null, through: null, starts_on: null, ends_on: null, note: "" } });
  await j.row("CARRÉ").click();
  await visible(j.detail().getByRole("region", { name: "Liens" }));
  await j.detail().getByRole("button", { name: "Imprimer la fiche" }).click();
  await eventually(async () => assert.match(await page.evaluate(() => window.printed), /CARRÉ[\s\S]*carre@exemple\.fr[\s\S]*Conjoint[\s\S]*ARNAUD/));
  await gone(page.locator("body > .print-sheet"));
});

journey("the courts are added from the empty list or the settings, once", {}, async (j) => {
  const { page } = j;
  await people(j);
  await j.go("contacts");
  await page.getByLabel("Nature").selectOption({ label: "Juridiction" });
  await visible(page.getByText("Aucune juridiction"));
  await page.getByRole("button", { name: "Ajouter les juridictions" }).click();
  await j.told("juridictions ajoutées");
  await visible(j.row("Cour d’appel d’Agen"));
  const search = page.getByRole("searchbox", { name: "Rechercher dans la liste" });
  // By its old name as well.
  await search.fill("tribunal de grande instance brest");
  await visible(j.row("Tribunal judiciaire de Brest"));
  await j.go("parametres/juridictions");
  await visible(page.getByText(/Votre base en contient \d+/));
  await page.getByRole("button", { name: "Ajouter les juridictions" }).click();
  await j.told("déjà dans votre base");
});
