import assert from "node:assert/strict";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

/** The first option of the list that a field with proposals has open. */
const option = (where, text) => where.locator("li[role=option]").filter({ hasText: text }).first();
const plain = (text) => text.replace(/\s+/g, " ");

/** A firm with its two timekeepers and their standard rates; the user is the partner. */
async function firm(j) {
  const { user } = await j.call("vault_status");
  const keeper = (name, grade, of) =>
    j.call("save_timekeeper", { timekeeper: { id: null, name, user: of, grades: [{ grade, effective_from: "2020-01-01" }] } });
  const claire = await keeper("Me Claire Lemoine", "partner", user.id);
  const julie = await keeper("Me Julie Martin", "associate", null);
  for (const [grade, hourly_rate] of [["partner", 40000], ["associate", 25000]])
    await j.call("save_standard_rate", { rate: { id: null, timekeeper: null, grade, effective_from: "2020-01-01", hourly_rate } });
  return { claire, julie };
}

journey("a client is received, its matter opened, a rate negotiated, and each hour has the rate of its day", {}, async (j) => {
  const { page } = j;
  const { julie } = await firm(j);

  // A new contact, then its matter, from the keyboard.
  await j.press("Control+n");
  const contact = page.getByRole("form", { name: "Nouvelle fiche" });
  await contact.getByLabel("Nom de naissance").fill("Durand");
  await contact.getByLabel("Prénoms").first().fill("Anne");
  await j.press("Control+s");
  await visible(j.detail().getByRole("heading", { level: 2, name: /Anne DURAND/ }));
  await j.detail().getByRole("tab", { name: "Dossiers" }).click();
  await j.detail().getByRole("link", { name: "Nouveau dossier" }).click();
  const form = page.getByRole("form", { name: "Nouveau dossier" });
  await visible(form.getByRole("region", { name: "Conflits d’intérêts" }).getByText("Anne DURAND"));
  assert.ok(await form.getByLabel("Le passer en client actif").isChecked(), "the promotion is proposed");
  await form.getByLabel("Titre").fill("Bail de la rue Mercière");
  // The client is not identified yet: who opens and why is kept.
  await form.getByLabel("Pourquoi l’ouvrir malgré tout").fill("Audience demain");
  assert.deepEqual(await violations(page), [], "form of a matter");
  await j.press("Control+s");
  const matter = page.getByRole("article", { name: "Dossier" });
  await visible(matter.getByRole("heading", { level: 2, name: /\d{4}-0001 Bail de la rue Mercière/ }));
  await visible(matter.getByText("Client actif"));

  // Terms: one associate, then a grade.
  await matter.getByRole("link", { name: /Anne DURAND/ }).first().click();
  await j.detail().getByRole("tab", { name: "Conditions" }).click();
  const negotiate = async (who, amount, since) => {
    await j.detail().getByRole("button", { name: "Négocier un taux" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Nouvelles conditions" });
    await dialog.getByLabel("Pour").selectOption({ label: who });
    await dialog.getByLabel("Taux horaire").fill(amount);
    await dialog.getByLabel("À partir du").fill(since);
    await dialog.getByRole("button", { name: "Enregistrer" }).click();
    await gone(dialog);
  };
  await negotiate("Me Julie Martin", "300", "1/3/2026");
  await negotiate("Grade : Associé(e)", "380", "1/3/2026");
  const applied = j.detail().getByRole("region", { name: "Ce qui s’applique" });
  const reads = (pattern) => eventually(async () => assert.match(plain(await applied.innerText()), pattern));
  await applied.getByLabel("Travail du").fill("28/2/2026");
  await applied.getByLabel("Travail du").blur();
  await reads(/Me Claire Lemoine .*400,00 €\/h .*Me Julie Martin .*250,00 €\/h/);
  await applied.getByLabel("Travail du").fill("1/3/2026");
  await applied.getByLabel("Travail du").blur();
  await reads(/Me Claire Lemoine .*380,00 €\/h négocié · associés .*Me Julie Martin .*300,00 €\/h négocié · Me Julie Martin · depuis le 01\/03\/2026/);
  assert.deepEqual(await violations(page), [], "terms");

  // Time, before and after the change, without a mouse.
  await j.go("temps/jour/2026-02-27");
  const line = page.getByRole("form", { name: "Saisir du temps" });
  await visible(line);
  await j.press("Control+n");
  await j.type("mercière");
  await visible(option(line, "Bail de la rue Mercière"));
  await j.press("Enter", "Tab");
  await line.getByLabel("Intervenant").selectOption({ label: "Me Julie Martin" });
  await line.getByLabel("Durée").focus();
  await j.type("20");
  await eventually(async () => assert.match(plain(await line.innerText()), /250,00 €\/h standard · collaborateurs .*→ 83,33 € HT/));
  await j.press("Tab");
  await j.type("Lecture du bail");
  await j.press("Enter");
  await j.told("Temps saisi : 20");
  // The next line is ready: the cursor is on the matter, the person stays.
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), "quick-matter"));
  await line.getByLabel("Le", { exact: true }).fill("2/3/2026");
  await line.getByLabel("Durée").fill("0:20");
  await eventually(async () => assert.match(plain(await line.innerText()), /300,00 €\/h négocié · Me Julie Martin · depuis le 01\/03\/2026 → 100,00 € HT/));
  await line.getByText("Pourquoi ce taux ?").click();
  await visible(line.getByRole("listitem").filter({ hasText: "négocié · Me Julie Martin" }).getByLabel("s’applique"));
  assert.deepEqual(await violations(page), [], "time of the day");
  await line.getByLabel("Durée").press("Enter");
  await eventually(async () => {
    const { rows, amount } = await j.call("list_time", { filter: { timekeeper: julie.id }, page: { offset: 0, limit: 10 } });
    assert.deepEqual(rows.map(({ entry }) => [entry.worked_on, entry.rate.hourly_rate, entry.amount]), [["2026-03-02", 30000, 10000], ["2026-02-27", 25000, 8333]]);
    assert.equal(amount, 18333);
  });

  // New terms leave what was entered as it is.
  await j.go("contacts");
  await j.row("DURAND").click();
  await j.detail().getByRole("tab", { name: "Conditions" }).click();
  await negotiate("Me Julie Martin", "999", "1/1/2026");
  await j.detail().getByRole("tab", { name: "Temps" }).click();
  await visible(j.detail().getByRole("gridcell", { name: /100,00/ }));
  await visible(j.detail().getByRole("gridcell", { name: /83,33/ }));
  assert.deepEqual(await violations(page), [], "time of a client");
});

journey("an entry is edited, copied, moved to another matter at its rate there, deleted and taken back", {}, async (j) => {
  const { page } = j;
  const { claire } = await firm(j);
  const client = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Menuiserie du Port" }) });
  const [bail, other] = await Promise.all(["Bail", "Malfaçons"].map((title) => j.call("save_matter", { draft: { id: null, client: client.id, title, opened_on: "2026-01-05" } })));
  await j.call("save_negotiated_rate", { rate: { id: null, client: client.id, matter: other.id, timekeeper: null, grade: null, effective_from: "2026-01-01", hourly_rate: 35000 } });
  await j.call("record_time", { draft: { id: null, matter: bail.id, timekeeper: claire.id, worked_on: "2026-03-02", duration: "1h", narrative: "Audience" } });
  await j.go("temps/jour/2026-03-02");
  const grid = page.getByRole("grid", { name: "Temps du jour" });
  await visible(grid.getByText("Audience"));
  await grid.focus();
  await eventually(async () => assert.ok(await grid.getAttribute("aria-activedescendant")));
  await j.press("Enter");
  let dialog = page.getByRole("dialog", { name: "Modifier le temps" });
  await dialog.getByLabel("Durée").fill("1h30");
  await visible(dialog.getByText(/600,00/));
  assert.deepEqual(await violations(page), [], "dialog of an entry");
  await j.press("Enter");
  await gone(dialog);
  await visible(grid.getByText(/600,00/));

  // Copied to the next day.
  await grid.focus();
  await j.press("c");
  dialog = page.getByRole("dialog", { name: "Copier à un autre jour" });
  await dialog.getByLabel("Le", { exact: true }).fill("3/3/2026");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await page.getByRole("link", { name: "Semaine" }).click();
  const week = page.getByRole("table", { name: /Temps de la semaine/ });
  await eventually(async () => assert.match(plain(await week.innerText()), /Me Claire Lemoine 1 h 30 1 h 30 – .* 3 h 1 200,00 €/));
  assert.deepEqual(await violations(page), [], "week");

  // Both are moved: the rate of each is told before.
  for (const box of await page.getByRole("checkbox", { name: /^Cocher/ }).all()) await box.click();
  await page.getByRole("button", { name: "Déplacer" }).click();
  dialog = page.getByRole("dialog", { name: "Déplacer vers un autre dossier" });
  await dialog.getByRole("combobox", { name: "Vers le dossier" }).fill("malfa");
  await option(dialog, "Malfaçons").click();
  await eventually(async () => assert.equal((plain(await dialog.innerText()).match(/400,00 €\/h 350,00 €\/h/g) ?? []).length, 2));
  assert.deepEqual(await violations(page), [], "move of time");
  await dialog.getByRole("button", { name: "Déplacer" }).click();
  await j.told("2 saisies déplacées");
  await eventually(async () => {
    const { rows } = await j.call("list_time", { filter: { matter: other.id }, page: { offset: 0, limit: 10 } });
    assert.deepEqual(rows.map(({ entry }) => entry.amount), [52500, 52500]);
  });

  await page.getByRole("grid", { name: "Temps de la semaine" }).focus();
  await j.press("Home", "Delete");
  await j.told("Temps supprimé");
  await eventually(async () => assert.equal((await j.call("list_time", { filter: { matter: other.id }, page: { offset: 0, limit: 1 } })).total, 1));
  await page.locator("[data-sonner-toast]").filter({ hasText: "Temps supprimé" }).getByRole("button", { name: "Annuler" }).click();
  await eventually(async () => assert.equal((await j.call("list_time", { filter: { matter: other.id }, page: { offset: 0, limit: 1 } })).total, 2));
});

journey("a clock runs through a restart of the page and becomes an entry", {}, async (j) => {
  const { page } = j;
  await firm(j);
  const client = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne" }) });
  const matter = await j.call("save_matter", { draft: { id: null, client: client.id, title: "Bail" } });
  await j.go(`dossiers/${matter.id}/temps`);
  await page.getByRole("button", { name: "Démarrer un chronomètre" }).first().click();
  const running = page.getByRole("button", { name: /chronomètre en marche/ });
  await visible(running);
  await page.reload();
  await visible(running.filter({ hasText: "Bail" }));
  await running.click();
  await page.getByRole("menuitem", { name: "Terminer et saisir" }).click();
  const dialog = page.getByRole("dialog", { name: "Saisir le temps du chronomètre" });
  await eventually(async () => assert.equal(await dialog.getByLabel("Durée").inputValue(), "1"));
  await eventually(async () => assert.match(await dialog.getByRole("combobox", { name: "Dossier" }).inputValue(), /Bail/));
  assert.deepEqual(await violations(page), [], "clock");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(page.getByRole("button", { name: /chronomètre/ }).filter({ hasText: "0:00" }));
  await visible(page.getByRole("grid", { name: "Temps du dossier" }).getByText(/1\smin/));
  assert.deepEqual(await j.call("timers"), []);

  // Expenses and disbursements stand apart.
  for (const [kind, label, amount] of [["Frais", "Train", "84,50"], ["Débours", "Droit de plaidoirie", "13"]]) {
    await page.getByRole("region", { name: kind }).getByRole("button", { name: "Ajouter" }).click();
    const cost = page.getByRole("dialog", { name: "Frais ou débours" });
    assert.ok(await cost.getByRole("radio", { name: new RegExp(`^${kind}`) }).isChecked());
    await cost.getByLabel("Libellé").fill(label);
    await cost.getByLabel(/^Montant/).fill(amount);
    await cost.getByRole("button", { name: "Enregistrer" }).click();
    await gone(cost);
    await visible(page.getByRole("region", { name: kind }).getByText(label));
  }
  assert.deepEqual(await violations(page), [], "expenses");
});

for (const dark of [false, true]) {
  journey(`matters, parties, conflicts and timekeepers are accessible and keep what is typed, ${dark ? "dark" : "light"}`, { dark }, async (j) => {
    const { page } = j;
    const check = async (where) => assert.deepEqual(await violations(page), [], where);
    await j.go("temps");
    await page.getByRole("button", { name: "Je suis intervenant" }).click();
    await visible(page.getByRole("form", { name: "Saisir du temps" }));
    await check("first timekeeper");
    const client = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Menuiserie du Port" }) });
    const former = await j.call("save_contact", { draft: draft({ birth_name: "Petit", first_names: "Luc" }) });
    for (const to of ["active_client", "former_client"]) await j.call("set_contact_status", { id: former.id, to, reason: "" });
    await j.call("save_matter", { draft: { id: null, client: former.id, title: "Divorce" } });

    // What is typed of a matter is found again.
    await j.go("dossiers");
    await check("list of matters");
    await j.press("Control+n");
    let form = page.getByRole("form", { name: "Nouveau dossier" });
    await form.getByRole("combobox", { name: "Client" }).fill("menuiserie");
    await option(form, "Menuiserie du Port").click();
    await form.getByLabel("Pourquoi l’ouvrir malgré tout").fill("Urgence");
    await form.getByLabel("Titre").fill("Vices cachés");
    await j.putAside("Vices cachés");
    await page.reload();
    form = page.getByRole("form", { name: "Nouveau dossier" });
    await form.getByRole("button", { name: "Reprendre" }).click();
    await eventually(async () => assert.equal(await form.getByLabel("Titre").inputValue(), "Vices cachés"));
    await form.getByRole("combobox", { name: "Juridiction" }).fill("Tribunal judiciaire de Lyon");
    await option(form, "Créer la juridiction").click();
    await visible(form.getByRole("button", { name: /^Retirer « Tribunal/ }));
    await j.press("Control+s");
    const matter = page.getByRole("article", { name: "Dossier" });
    await visible(matter.getByRole("heading", { level: 2, name: /Vices cachés/ }));
    assert.deepEqual(await j.call("drafts"), []);
    await check("page of a matter");

    // A former client is found as an adversary, and the search for conflicts stands beside.
    await matter.getByRole("tab", { name: /Parties/ }).click();
    await matter.getByRole("button", { name: "Ajouter une partie" }).click();
    let dialog = page.getByRole("dialog", { name: "Ajouter une partie" });
    await dialog.getByRole("combobox", { name: "Qui" }).fill("petit");
    await option(dialog, "PETIT Luc").click();
    await visible(dialog.getByText("Conflit direct"));
    await check("dialog of a party");
    await dialog.getByRole("button", { name: "Enregistrer" }).click();
    await gone(dialog);
    await matter.getByRole("button", { name: /Changer le rôle de .*PETIT/ }).click();
    dialog = page.getByRole("dialog", { name: "Changer de rôle" });
    await dialog.getByLabel("Rôle").selectOption({ label: "Appelant" });
    await dialog.getByLabel("Depuis le").fill("+30");
    await dialog.getByRole("button", { name: "Enregistrer" }).click();
    await gone(dialog);
    await visible(matter.getByText("Appelant"));
    await visible(matter.getByText("Défendeur"));
    await check("parties");
    await matter.getByRole("tab", { name: "Historique" }).click();
    await visible(matter.getByText("Rôle de la partie : rôle").first());
    await check("history of a matter");

    // Its check is made and kept; it is due no longer.
    await matter.getByRole("link", { name: "Vérifier et consigner" }).click();
    await page.getByRole("button", { name: "Vérifier", exact: true }).click();
    const result = page.getByRole("region", { name: "Résultat" });
    await visible(result.getByText("Conflit direct").first());
    await check("conflicts of a matter");
    await result.getByLabel("Décision").selectOption("refused");
    await result.getByRole("button", { name: "Enregistrer la vérification" }).click();
    await j.told("Vérification enregistrée");
    await eventually(async () => assert.deepEqual((await j.call("due_conflict_checks")).map((due) => due.title), ["Divorce"]));

    // Found by the palette, archived with its day, reopened by the undo.
    await j.press("Control+k");
    await j.type("vices");
    await visible(page.getByRole("option", { name: /Vices cachés/ }));
    await check("palette");
    await j.press("Enter");
    await matter.getByRole("button", { name: "Archiver" }).click();
    dialog = page.getByRole("dialog", { name: "Archiver le dossier" });
    await check("archive");
    await dialog.getByRole("button", { name: "Archiver" }).click();
    await visible(matter.getByText("Archivé", { exact: true }));
    await j.press("Control+z");
    await visible(matter.getByText("Actif", { exact: true }));

    await j.go("parametres/intervenants");
    await page.getByRole("button", { name: "Ajouter un taux" }).click();
    dialog = page.getByRole("dialog", { name: "Nouveau taux standard" });
    await dialog.getByLabel("Taux horaire").fill("250");
    await dialog.getByRole("button", { name: "Enregistrer" }).click();
    await visible(page.getByText("en vigueur"));
    await page.getByRole("button", { name: "Ajouter un intervenant" }).click();
    await check("timekeepers");
  });
}
