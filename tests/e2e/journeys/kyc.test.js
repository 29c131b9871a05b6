import assert from "node:assert/strict";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

/** A person with what identifies her, but the document seen. */
function identified(birth_name, first_names) {
  return draft({
    birth_name, first_names, birth_date: "1970-03-12", birth_place: "Lyon",
    addresses: [{ id: null, street: "1 rue Mercière", postal_code: "69002", town: "Lyon" }],
  });
}

journey("a client's KYC goes from what is missing to a signed validation", {}, async (j) => {
  const { page } = j;
  const client = await j.call("save_contact", { draft: identified("Durand", "Anne") });
  await j.call("save_matter", { draft: { id: null, client: client.id, title: "Cession de parts", opened_despite: "Signature demain" } });
  await j.call("save_matter", { draft: { id: null, client: client.id, title: "Procès du bail" } });
  await j.go(`contacts/${client.id}/kyc`);
  const panel = j.detail().getByRole("tabpanel", { name: "KYC" });
  await visible(panel.getByText("À faire").first());
  const missing = panel.getByRole("region", { name: /Il manque/ });
  await visible(missing.getByText("Pièce d’identité vue"));

  // A document seen fills what the sheet lacked.
  await panel.getByRole("button", { name: "Ajouter une pièce" }).click();
  let dialog = page.getByRole("dialog", { name: "Ajouter une pièce vue" });
  await dialog.getByLabel("Pièce", { exact: true }).selectOption({ label: "Passeport" });
  await dialog.getByLabel("Numéro").fill("19AB12345");
  await dialog.getByLabel("Délivrée par").fill("Préfecture du Rhône");
  await dialog.getByLabel("Délivrée le").fill("1/6/2019");
  await dialog.getByLabel("Expire le").fill("1/6/2018");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("L’expiration est avant la délivrance."));
  await dialog.getByLabel("Expire le").fill("1/6/2039");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await gone(missing.getByText("Pièce d’identité vue"));

  // The judgement; a level below the proposed one asks why.
  await panel.getByRole("button", { name: "Modifier", exact: true }).click();
  dialog = page.getByRole("dialog", { name: "Appréciation du client" });
  await dialog.getByLabel(/^Activité/).selectOption({ label: "Constitution, gestion ou direction de sociétés" });
  await dialog.getByLabel("Objet et nature de la relation d’affaires").fill("Cession de parts sociales");
  await dialog.getByLabel("Personne politiquement exposée").selectOption({ label: "Non" });
  await dialog.getByLabel("Vigilance", { exact: true }).selectOption({ label: "Simplifiée" });
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText(/La vigilance proposée est normale/));
  await dialog.getByLabel("Vigilance", { exact: true }).selectOption({ label: "Normale" });
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await visible(panel.getByRole("heading", { name: "Rien ne manque" }));
  assert.deepEqual(await violations(page), []);

  // Submitted, then validated: signed, and no undo.
  await panel.getByRole("button", { name: "Soumettre" }).click();
  await page.getByRole("dialog", { name: "Soumettre" }).getByRole("button", { name: "Soumettre" }).click();
  await panel.getByRole("button", { name: "Valider" }).click();
  await page.getByRole("dialog", { name: "Valider" }).getByRole("button", { name: "Valider" }).click();
  await j.told("Dossier KYC : validé.");
  await visible(panel.getByRole("region", { name: "Étapes" }).getByText(/Claire Lemoine, le/).first());
  await gone(panel.getByRole("button", { name: "Modifier", exact: true }));

  // One matter is out of scope, by a reason that the rest of the file does not share.
  const matters = panel.getByRole("region", { name: "Dossiers du client" });
  await visible(matters.getByText("Ouvert malgré tout par Claire Lemoine : Signature demain"));
  await matters.getByRole("button", { name: /Procès du bail/ }).click();
  await visible(panel.getByText("Ce dossier suit celui du client (validé).", { exact: false }));
  await panel.getByRole("button", { name: "Hors champ…" }).click();
  dialog = page.getByRole("dialog", { name: "Hors champ" });
  await dialog.getByRole("button", { name: "Hors champ", exact: true }).click();
  await visible(dialog.getByText(/Indiquez pourquoi/));
  await dialog.getByRole("button", { name: /Procédure juridictionnelle/ }).click();
  await dialog.getByRole("button", { name: "Hors champ", exact: true }).click();
  await gone(dialog);
  await visible(panel.getByText("Hors champ").first());
  await panel.getByRole("button", { name: "Revenir au dossier du client" }).click();
  await visible(panel.getByText("Validé").first());
});

journey("beneficial owners are computed through a holding, and shown as a tree", {}, async (j) => {
  const { page } = j;
  const [alpha, holding] = await Promise.all(["Alpha", "Holding Béta"].map((organisation_name) =>
    j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name }) })));
  const anne = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne" }) });
  const paul = await j.call("save_contact", { draft: draft({ birth_name: "Roux", first_names: "Paul" }) });
  const hold = (contact, other, share) => j.call("save_link", { link: {
    id: null, contact: contact.id, other: other.id, kind: "beneficial_owner", capital_basis_points: share } });
  await hold(alpha, holding, 6000);
  await hold(holding, anne, 5000);
  await hold(alpha, paul, 2500);
  await j.go(`contacts/${alpha.id}/kyc`);
  const owners = j.detail().getByRole("region", { name: "Bénéficiaires effectifs" });
  await visible(owners.getByText("par Holding Béta (60 %)", { exact: false }));
  const first = owners.getByRole("list").first();
  await eventually(async () => assert.equal(await first.getByRole("link").count(), 1, "Paul holds a quarter, and no more"));
  await visible(first.getByText(/30\s%\sdu capital/));
  await visible(owners.getByRole("link", { name: "Paul ROUX" }));
  await visible(owners.getByText(/15\s%\sdu capital n’ont pas de détenteur connu/));
  assert.deepEqual(await violations(page), []);
});

journey("what is due stands in a list, and a country is taken off the firm's list", {}, async (j) => {
  const { page } = j;
  const client = await j.call("save_contact", { draft: identified("Durand", "Anne") });
  await j.call("set_contact_status", { id: client.id, to: "active_client", reason: "" });
  await j.go("kyc");
  const row = page.getByRole("grid", { name: "KYC à traiter" }).getByRole("row").filter({ hasText: "DURAND Anne" });
  await visible(row.getByText("À faire"));
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("Montrer").selectOption("expired");
  await visible(page.getByText("Rien à traiter"));
  await page.getByLabel("Montrer").selectOption("missing");
  await row.dblclick();
  await visible(j.detail().getByRole("tabpanel", { name: "KYC" }).getByText("À faire").first());

  await j.go("parametres/kyc");
  await page.getByRole("button", { name: "Retirer « Monaco »" }).click();
  await gone(page.getByText("Monaco", { exact: true }));
  await page.locator("[data-sonner-toast]").filter({ hasText: "Pays retiré" }).getByRole("button", { name: "Annuler" }).click();
  await visible(page.getByText("Monaco", { exact: true }));
  await page.getByLabel("Part du capital ou des votes (%)").fill("10");
  await page.getByLabel("Prospects (ans)").fill("deux");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await visible(page.getByText("Écrivez un nombre entier."));
  await page.getByLabel("Prospects (ans)").fill("2");
  await page.getByRole("button", { name: "Enregistrer", exact: true }).click();
  await j.told("Réglages enregistrés");
  const settings = await j.call("compliance_settings");
  assert.deepEqual([settings.owner_threshold_basis_points, settings.prospect_retention_years], [1000, 2]);
  assert.deepEqual(await violations(page), []);
});

journey("a person's data is copied, limited, and erased when nothing holds it back", {}, async (j) => {
  const { page } = j;
  const client = await j.call("save_contact", { draft: identified("Quatrefages", "Zoé") });
  await j.go(`contacts/${client.id}`);
  await j.detail().getByRole("button", { name: "Autres actions" }).click();
  await page.getByRole("menuitem", { name: "Données personnelles…" }).click();
  const dialog = page.getByRole("dialog", { name: "Données personnelles" });
  await visible(dialog.getByText("Aucune durée de conservation ne s’impose."));
  assert.deepEqual(await violations(page), []);

  j.answers.push(`${j.folder}/copie.zip`);
  await dialog.getByRole("button", { name: "Dans une archive…" }).click();
  await j.told("La copie est prête");
  await visible(dialog.getByRole("region", { name: "Registre des demandes" }).getByText("Accès (art. 15)"));

  await dialog.getByRole("button", { name: "Limiter l’usage" }).click();
  await visible(dialog.getByText("Indiquez pourquoi l’usage des données est limité."));
  await dialog.getByLabel("Motif", { exact: true }).fill("Exactitude contestée");
  await dialog.getByRole("button", { name: "Limiter l’usage" }).click();
  await visible(dialog.getByRole("button", { name: "Lever la limitation" }));

  // A prospect is kept three years: told with its day, and the refusal goes into the register.
  await j.call("set_contact_status", { id: client.id, to: "prospect", reason: "" });
  await visible(dialog.getByText(/Impossible pour l’instant : 3 ans après le dernier contact/));
  await dialog.getByRole("button", { name: "Inscrire le refus au registre…" }).click();
  await dialog.getByRole("button", { name: "Inscrire", exact: true }).click();
  await visible(dialog.getByText("Refusée").first());

  const settings = await j.call("compliance_settings");
  await j.call("save_compliance_settings", { settings: { ...settings, prospect_retention_years: 0 } });
  const erase = dialog.getByRole("button", { name: "Effacer les données" });
  await visible(erase);
  assert.ok(await erase.isDisabled());
  await dialog.getByLabel("J’ai compris que l’effacement est définitif").check();
  await erase.click();
  await visible(dialog.getByText("Données effacées").first());
  await dialog.getByRole("button", { name: "Fermer", exact: true }).last().click();
  await visible(j.detail().getByRole("heading", { name: "PERSONNE EFFACÉE" }));
  await eventually(async () => assert.equal((await j.call("search_contacts", { text: "quatrefages", include_hidden: true, limit: 5 })).length, 0));
});
