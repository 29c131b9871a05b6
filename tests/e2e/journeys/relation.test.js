import assert from "node:assert/strict";
import { draft, eventually, gone, journey, visible } from "../harness.js";

journey("a representative and an owner are linked, seen from both ends, ended and taken back", {}, async (j) => {
  const { page } = j;
  const company = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Menuiserie du Port", legal_form: "SARL" }) });
  const owner = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne" }) });
  await j.go(`contacts/${company.id}`);
  await j.detail().getByRole("tab", { name: "Liens" }).click();

  // The manager has no record yet: it is created on the fly.
  await j.detail().getByRole("button", { name: "Lier une fiche" }).click();
  let dialog = page.getByRole("dialog", { name: "Lier une fiche" });
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("Choisissez la fiche à lier, ou créez-la."));
  await dialog.getByRole("combobox", { name: "Fiche liée" }).fill("Yann Le Goff");
  await page.getByRole("option", { name: "Créer la personne « Yann Le Goff »" }).click();
  await visible(dialog.getByRole("button", { name: /^Retirer « Yann/ }));
  await eventually(async () => assert.equal(await dialog.getByLabel(/^Elle est, pour/).inputValue(), "representative"));
  await dialog.getByLabel("Fonction").fill("Gérant");
  await dialog.getByLabel("Depuis le").fill("1/3/2024");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  const links = j.detail().getByRole("tabpanel", { name: /Liens/ });
  const manager = links.getByRole("listitem").filter({ hasText: "Représentant légal" });
  await visible(manager.getByText("Gérant · depuis le 01/03/2024"));

  await j.detail().getByRole("button", { name: "Lier une fiche" }).click();
  await dialog.getByRole("combobox", { name: "Fiche liée" }).fill("durand");
  await page.getByRole("option", { name: /DURAND Anne/ }).click();
  await dialog.getByLabel(/^Elle est, pour/).selectOption({ label: "Bénéficiaire effectif" });
  await dialog.getByLabel("Part du capital").fill("133,33");
  await dialog.getByLabel("Part des voix").fill("25,5 %");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("Une part ne dépasse pas 100 %."));
  await dialog.getByLabel("Part du capital").fill("33,33");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  const saved = await j.call("contact_links", { id: company.id });
  const share = saved.find((link) => link.link.kind === "beneficial_owner").link;
  assert.deepEqual([share.capital_basis_points, share.votes_basis_points], [3333, 2550]);

  // The other end says it the other way round, in its sheet as well.
  await j.go(`contacts/${owner.id}`);
  await j.detail().getByRole("tab", { name: "Fiche", exact: true }).click();
  await visible(j.detail().getByRole("region", { name: "Liens" }).getByText("Bénéficiaire effectif de"));
  await j.detail().getByRole("tab", { name: "Liens" }).click();
  await visible(links.getByText(/33,33\s%\sdu capital · 25,50\s%\sdes voix/));
  await links.getByRole("link", { name: "Menuiserie du Port" }).click();
  await visible(j.detail().getByRole("heading", { level: 2, name: /Menuiserie du Port/ }));
  await j.detail().getByRole("tab", { name: "Liens" }).click();

  // It ends on a day, and lasts again by Ctrl+Z.
  await links.getByRole("button", { name: /Modifier le lien avec .*LE GOFF/i }).click();
  dialog = page.getByRole("dialog", { name: "Modifier le lien" });
  await dialog.getByLabel("Jusqu’au").fill("1/2/2024");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("La fin est avant le début."));
  await dialog.getByLabel("Jusqu’au").fill("1/2/2025");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(manager.getByText("du 01/03/2024 au 01/02/2025"));
  await gone(dialog);
  await j.press("Control+z");
  await visible(manager.getByText("depuis le 01/03/2024"));

  await links.getByRole("button", { name: /Retirer le lien avec .*DURAND/ }).click();
  await gone(links.getByRole("link", { name: /DURAND/ }));
  await page.locator("[data-sonner-toast]").filter({ hasText: "Lien retiré" }).getByRole("button", { name: "Annuler" }).click();
  await visible(links.getByRole("link", { name: /DURAND/ }));
});

journey("a link typed the wrong way round is turned", {}, async (j) => {
  const { page } = j;
  const mother = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Armor Holding" }) });
  const daughter = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Armor Bâtiment" }) });
  await j.call("save_link", {
    link: { id: null, contact: mother.id, other: daughter.id, kind: "parent_company", function: "", capital_basis_points: null, votes_basis_points: null, through: null, starts_on: null, ends_on: null, note: "" },
  });
  await j.go(`contacts/${mother.id}`);
  await j.detail().getByRole("tab", { name: "Liens" }).click();
  await j.detail().getByRole("button", { name: /Modifier le lien avec/ }).click();
  const dialog = page.getByRole("dialog", { name: "Modifier le lien" });
  await dialog.getByLabel(/^Elle est, pour/).selectOption({ label: "Filiale" });
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await eventually(async () => {
    const [{ link }] = await j.call("contact_links", { id: mother.id });
    assert.deepEqual([link.contact, link.other], [daughter.id, mother.id]);
  });
  await visible(j.detail().getByRole("listitem").filter({ hasText: "Filiale" }).getByRole("link", { name: "Armor Bâtiment" }));
});

journey("who receives invoices, reminders and letters follows the roles of the day", {}, async (j) => {
  const { page } = j;
  const client = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Menuiserie du Port", legal_form: "SARL" }) });
  const accountant = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Cabinet Comptable Armor" }) });
  await j.go(`contacts/${client.id}`);
  await j.detail().getByRole("tab", { name: "Rôles" }).click();
  const who = j.detail().getByRole("region", { name: "Qui reçoit quoi" });
  const reads = (text) => eventually(async () => assert.match((await who.innerText()).replace(/\s+/g, " "), text));
  await reads(/Facturation .*Menuiserie du Port.* le client lui-même/);

  await j.detail().getByRole("button", { name: "Donner un rôle" }).click();
  const dialog = page.getByRole("dialog", { name: "Donner un rôle" });
  await dialog.getByRole("combobox", { name: /^Pour/ }).fill("comptable armor");
  await page.getByRole("option", { name: /Cabinet Comptable Armor/ }).first().click();
  await dialog.getByLabel("Proposé en premier").check();
  await dialog.getByLabel("Depuis le").fill("1/1/2025");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await visible(j.detail().getByRole("region", { name: "Rôles", exact: true }).getByText("par défaut"));
  await reads(/Facturation Cabinet Comptable Armor rôle « Facturation »/);
  await reads(/Recouvrement Cabinet Comptable Armor faute de rôle « Recouvrement », rôle « Facturation »/);
  await reads(/Correspondance .*Menuiserie du Port/);

  // On a day before, the client itself.
  await who.getByLabel("Au").fill("31/12/2024");
  await who.getByLabel("Au").blur();
  await reads(/Facturation .*Menuiserie du Port.* le client lui-même/);

  // For one matter, another receives; the client's role stays for the others.
  const matter = await j.call("save_matter", { draft: { id: null, client: client.id, title: "Bail" } });
  await j.detail().getByRole("button", { name: "Donner un rôle" }).click();
  await dialog.getByRole("combobox", { name: /^Pour/ }).fill("Zoé Petit");
  await page.getByRole("option", { name: "Créer la personne « Zoé Petit »" }).click();
  await visible(dialog.getByRole("button", { name: "Retirer « Zoé PETIT »" }));
  await dialog.getByLabel("Dossier").selectOption({ label: `${matter.reference} Bail` });
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await visible(j.detail().getByText(`pour le dossier ${matter.reference} Bail`));
  await who.getByLabel("Au").fill("1/3/2026");
  await who.getByLabel("Au").blur();
  await reads(/Facturation Cabinet Comptable Armor/);
  await who.getByLabel("Dossier").selectOption({ label: `${matter.reference} Bail` });
  await reads(/Facturation Zoé PETIT rôle « Facturation » pour ce dossier/);

  await j.go(`contacts/${accountant.id}/roles`);
  await visible(j.detail().getByRole("region", { name: "Reçoit pour d’autres" }).getByRole("link", { name: /Menuiserie du Port/ }));
});
