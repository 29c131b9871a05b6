import assert from "node:assert/strict";
import { draft, eventually, gone, journey, visible } from "../harness.js";

journey("a whole contact is typed without a mouse, accents and all", {}, async (j) => {
  const { page } = j;
  await visible(page.getByRole("heading", { level: 1 }));
  await j.press("Control+n");
  await visible(page.getByRole("form", { name: "Nouvelle fiche" }));
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "kind"));

  // Civilité, nom, prénoms, nom d'usage, naissance; then e-mail, label; another e-mail; a telephone.
  await j.press("Tab");
  await page.keyboard.press("m");
  await page.keyboard.press("m");
  await j.press("Tab");
  await j.type("Lefèvre");
  await j.press("Tab");
  await j.type("Éléonore, Zoë");
  await j.press("Tab", "Tab");
  await j.type("1/2/60");
  await j.press("Tab");
  await j.type("eleonore@exemple.fr");
  await j.press("Enter");
  await j.type("cabinet@exemple.fr");
  await j.press("Tab", "Tab", "Tab", "Tab");
  await j.type("0612345678");
  await j.press("Control+s");

  await visible(j.detail().getByRole("heading", { level: 2, name: /Éléonore.*LEFÈVRE/ }));
  await j.told("Enregistré");
  await visible(j.detail().getByText("06 12 34 56 78"));
  await visible(j.detail().getByText("01/02/1960"));
  await visible(j.detail().getByRole("link", { name: "cabinet@exemple.fr" }));
  await visible(j.row("LEFÈVRE"));
  const page1 = await j.call("list_contacts", { filter: { view: "all", kind: null, quality: null, text: "" }, sort: { key: "name", descending: false }, page: { offset: 0, limit: 10 } });
  const saved = (await j.call("get_contact", { id: page1.rows[0].id })).draft;
  assert.equal(saved.birth_date, "1960-02-01");
  assert.deepEqual(saved.emails.map((email) => email.address), ["eleonore@exemple.fr", "cabinet@exemple.fr"]);
  assert.equal(saved.phones[0].number, "+33612345678");
});

journey("a code without a town says why, and the town that is typed stays", {}, async (j) => {
  const { page } = j;
  await j.go("contacts/nouveau");
  const form = page.getByRole("form", { name: "Nouvelle fiche" });
  await form.getByLabel("Nom de naissance").fill("Durand");
  await form.getByLabel("Code postal").fill("75379");
  await visible(form.getByText(/sans doute un CEDEX/));
  await form.getByLabel("Commune").fill("Paris CEDEX 08");
  await gone(form.getByText(/sans doute un CEDEX/));
  await form.getByLabel("Commune").fill("");
  await form.getByLabel("Code postal").fill("99999");
  await visible(form.getByText(/Aucun code postal français ne commence par 99/));
  await form.getByLabel("Pays", { exact: true }).fill("Allemagne");
  await gone(form.getByText(/Aucun code postal français/));
  await form.getByLabel("Pays", { exact: true }).fill("");
  await form.getByLabel("Code postal").fill("98000");
  await eventually(async () => assert.equal(await form.getByLabel("Commune").inputValue(), "Monaco"));
  await form.getByLabel("Code postal").fill("75379");
  await form.getByLabel("Commune").fill("Paris CEDEX 08");
  await j.press("Control+s");
  await visible(j.detail().getByText("75379 Paris CEDEX 08"));
});

journey("a name is found with or without accents, misspelt, and among former clients", {}, async (j) => {
  const { page } = j;
  await j.call("save_contact", { draft: draft({ birth_name: "Lefèvre", first_names: "Anaïs" }) });
  await j.call("save_contact", { draft: draft({ birth_name: "Thibault", first_names: "Marc" }) });
  await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Menuiserie du Port", legal_form: "SARL" }) });
  const former = await j.call("save_contact", { draft: draft({ birth_name: "Kerviel", first_names: "Yann" }) });
  await j.call("set_contact_status", { id: former.id, to: "active_client", reason: "" });
  await j.call("set_contact_status", { id: former.id, to: "former_client", reason: "" });

  await j.go("contacts");
  await visible(j.row("LEFÈVRE"));
  await j.press("/");
  const search = page.getByRole("searchbox", { name: "Rechercher dans la liste" });
  for (const [text, name] of [["lefevre", "LEFÈVRE"], ["anais lef", "LEFÈVRE"], ["Thibaut", "THIBAULT"], ["menuisrie port", "Menuiserie du Port"]]) {
    await search.fill(text);
    await visible(j.row(name));
    await eventually(async () => assert.equal(await j.rows().count(), 1, text));
  }

  await search.fill("kerviel");
  await visible(page.getByText("Aucune fiche trouvée"));
  await visible(page.getByText(/1\sfiche correspond hors de la vue/));
  await page.getByRole("button", { name: "Chercher dans toutes les fiches" }).click();
  await visible(j.row("KERVIEL"));
  await search.press("Escape");
  await eventually(async () => assert.equal(await j.rows().count(), 4));
});

journey("Ctrl+K finds a contact whatever its status, and runs an action", {}, async (j) => {
  const { page } = j;
  const lost = await j.call("save_contact", { draft: draft({ birth_name: "Nguyen", first_names: "Linh" }) });
  await j.call("set_contact_status", { id: lost.id, to: "prospect", reason: "" });
  await j.call("set_contact_status", { id: lost.id, to: "lost_prospect", reason: "Honoraires" });
  await visible(page.getByRole("heading", { level: 1 }));

  await j.press("Control+k");
  await visible(page.getByRole("dialog", { name: "Chercher une fiche ou une action" }));
  await j.type("nguyen");
  await visible(page.getByRole("option", { name: /NGUYEN Linh.*Prospect perdu/ }));
  await j.press("Enter");
  await visible(j.detail().getByRole("heading", { level: 2, name: /NGUYEN/ }));
  await gone(page.getByRole("dialog"));

  await j.press("Control+k");
  await visible(page.getByRole("dialog", { name: "Chercher une fiche ou une action" }));
  await j.type("nouvelle fi");
  await visible(page.getByRole("option", { name: /Nouvelle fiche/ }));
  await j.press("Enter");
  await visible(page.getByRole("form", { name: "Nouvelle fiche" }));
});

journey("look-alikes are shown beside the name; a wrong SIRET is explained and can be kept; a change of kind says what it takes away", {}, async (j) => {
  const { page } = j;
  await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Boulangerie Le Goff", legal_form: "SARL" }) });
  await j.go("contacts/nouveau");
  const form = page.getByRole("form", { name: "Nouvelle fiche" });
  await visible(form);
  await form.getByLabel("Personne morale").check();
  await form.getByLabel("Dénomination").fill("Boulangerie Legoff");
  await visible(form.getByRole("complementary", { name: "Fiches ressemblantes" }).getByRole("link", { name: /Boulangerie Le Goff/ }));

  await form.getByLabel("SIRET").fill("732 829 320 00075");
  await form.getByLabel("Adresse électronique").first().fill("pas une adresse");
  await j.press("Control+s");
  await visible(form.getByRole("alert"));
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), "contact-siret"));
  await form.getByLabel("Garder, « à vérifier »").check();
  await j.press("Control+s");
  await visible(form.getByLabel("Adresse électronique").and(page.locator("[aria-invalid=true]")));
  await form.getByLabel("Garder, « à vérifier »").nth(1).check();

  // A court has no SIRET: the dialog says so before anything is taken away.
  await form.getByLabel("Juridiction").click();
  const dialog = page.getByRole("dialog", { name: /Juridiction/ });
  await visible(dialog.getByText("SIRET"));
  await dialog.getByRole("button", { name: "Garder la nature actuelle" }).click();
  await gone(dialog);
  assert.ok(await form.getByLabel("Personne morale").isChecked());

  await j.press("Control+s");
  await visible(j.detail().getByRole("heading", { level: 2, name: /Boulangerie Legoff/ }));
  await eventually(async () => assert.equal(await j.detail().getByText("à vérifier").count(), 2));
});

journey("a contact is edited; the change is undone and done again by the keyboard", {}, async (j) => {
  const { page } = j;
  const contact = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne", notes: "Première ligne\n\nDeuxième ligne" }) });
  await j.go(`contacts/${contact.id}`);
  await visible(j.detail().getByRole("heading", { level: 2, name: /DURAND/ }));
  await visible(j.detail().getByText("Deuxième ligne"));

  await j.press("F2");
  const form = page.getByRole("form", { name: /Modifier/ });
  await form.getByLabel("Nom de naissance").fill("Durand-Le Bihan");
  await form.getByRole("combobox", { name: "Qualités" }).fill("Sapeur");
  await visible(page.getByRole("option", { name: "Créer la qualité « Sapeur »" }));
  await j.press("Enter");
  await visible(form.getByRole("button", { name: "Retirer la qualité « Sapeur »" }));
  await j.press("Control+s");
  await visible(j.detail().getByRole("heading", { level: 2, name: /DURAND-LE BIHAN/ }));
  await visible(j.detail().getByText("Sapeur"));

  await j.press("Control+z");
  await j.told("Annulation");
  await visible(j.detail().getByRole("heading", { level: 2, name: /DURAND$/ }));
  await visible(j.row("DURAND Anne"));
  await j.press("Control+Shift+z");
  await j.told("Rétablissement");
  await visible(j.detail().getByRole("heading", { level: 2, name: /DURAND-LE BIHAN/ }));

  // Escape asks only when something would be lost.
  await j.press("F2");
  await visible(form);
  await j.press("Escape");
  await visible(j.detail().getByRole("heading", { level: 2 }));
  await j.press("F2");
  await form.getByLabel("Prénoms").fill("Annie");
  await j.press("Escape");
  const question = page.getByRole("dialog", { name: "Abandonner la saisie ?" });
  await question.getByRole("button", { name: "Abandonner la saisie" }).click();
  await visible(j.detail().getByRole("heading", { level: 2, name: /Anne/ }));
});

journey("a status follows its allowed moves; a lost prospect needs a reason and leaves the list", {}, async (j) => {
  const { page } = j;
  const contact = await j.call("save_contact", { draft: draft({ birth_name: "Moreau", first_names: "Paul" }) });
  await j.call("save_contact", { draft: draft({ birth_name: "Petit", first_names: "Jean" }) });
  await j.go(`contacts/${contact.id}`);
  await j.detail().getByRole("button", { name: /Statut : Contact/ }).click();
  await page.getByRole("menuitem", { name: "Passer en prospect" }).click();
  await page.getByRole("dialog").getByLabel("Motif (facultatif)").fill("Rencontré au salon");
  await j.press("Enter");
  await visible(j.detail().getByRole("button", { name: /Statut : Prospect\b/ }));

  await j.detail().getByRole("button", { name: /Statut : Prospect/ }).click();
  await page.getByRole("menuitem", { name: "Marquer comme perdu" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Marquer comme perdu" }).click();
  await visible(dialog.getByRole("alert"));
  await dialog.getByLabel("Motif").fill("A choisi un autre cabinet");
  await dialog.getByRole("button", { name: "Marquer comme perdu" }).click();
  await gone(dialog);
  await visible(j.detail().getByRole("button", { name: /Statut : Prospect perdu/ }));
  await gone(j.row("MOREAU"));
  await visible(j.row("PETIT"));

  await j.go("contacts/vue/lost_prospects");
  await visible(j.row("MOREAU"));
  await j.row("MOREAU").click();
  await j.detail().getByRole("tab", { name: "Historique" }).click();
  await visible(j.detail().getByText("A choisi un autre cabinet"));
});

journey("contacts are archived one by one and in bulk, and come back", {}, async (j) => {
  const { page } = j;
  for (const name of ["Arnaud", "Benoît", "Carré", "Dumas"]) await j.call("save_contact", { draft: draft({ birth_name: name }) });
  await j.go("contacts");
  await j.row("ARNAUD").click();
  await j.detail().getByRole("button", { name: "Archiver" }).click();
  await j.told("Archivée");
  await gone(j.row("ARNAUD"));
  await page.locator("[data-sonner-toast]").filter({ hasText: "Archivée" }).getByRole("button", { name: "Annuler" }).click();
  await visible(j.row("ARNAUD"));

  // From the second row, Shift and the arrow tick two.
  await j.row("BENOÎT").click();
  await page.getByRole("grid", { name: "Contacts" }).focus();
  await j.press("Shift+ArrowDown");
  await visible(page.getByText("2 fiches cochées"));
  await page.locator(".bulk").getByRole("button", { name: "Archiver" }).click();
  await gone(j.row("CARRÉ"));
  await j.told("2 fiches archivées");
  await j.go("contacts/vue/archived");
  await visible(j.row("CARRÉ"));
  await page.getByLabel("Cocher toute la liste").click();
  await page.locator(".bulk").getByRole("button", { name: "Remettre dans les listes" }).click();
  await visible(page.getByText("Aucune fiche dans la vue « Archivés »"));
  await j.press("Control+z");
  await visible(j.row("CARRÉ"));
});

journey("the keyboard walks the list and its records; the list stays at its place", {}, async (j) => {
  const { page } = j;
  for (let number = 0; number < 120; number++) {
    await j.call("save_contact", { draft: draft({ birth_name: `Nom${String(number).padStart(3, "0")}`, first_names: "Ève" }) });
  }
  await j.go("contacts");
  await visible(j.row("NOM000"));
  await page.getByRole("grid", { name: "Contacts" }).focus();
  await j.press("ArrowDown", "ArrowDown", "Enter");
  await visible(j.detail().getByRole("heading", { level: 2, name: /NOM002/ }));
  await j.press("Control+ArrowDown");
  await visible(j.detail().getByRole("heading", { level: 2, name: /NOM003/ }));
  await page.getByRole("grid", { name: "Contacts" }).focus();
  await j.press("End");
  await visible(j.detail().getByRole("heading", { level: 2, name: /NOM119/ }));
  await visible(j.row("NOM119"));
  const top = await page.getByRole("grid", { name: "Contacts" }).evaluate((grid) => grid.scrollTop);
  assert.ok(top > 0);

  await j.press("F2");
  await page.getByRole("form", { name: /Modifier/ }).getByLabel("Prénoms").fill("Adam");
  await j.press("Control+s");
  await visible(j.row("NOM119 Adam"));
  assert.equal(await page.getByRole("grid", { name: "Contacts" }).evaluate((grid) => grid.scrollTop), top);

  await page.getByRole("columnheader", { name: "Nom" }).getByRole("button").click();
  await visible(j.row("NOM119 Adam"));
  await eventually(async () => assert.equal(await page.getByRole("columnheader", { name: "Nom" }).getAttribute("aria-sort"), "descending"));
});
