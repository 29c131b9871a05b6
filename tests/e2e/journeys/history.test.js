import assert from "node:assert/strict";
import { draft, eventually, gone, journey, visible } from "../harness.js";

journey("an old value is restored from the history; an undo with something in its way asks first", {}, async (j) => {
  const { page } = j;
  const first = await j.call("save_contact", { draft: draft({ birth_name: "Durant", first_names: "Anne", notes: "avant" }) });
  const second = await j.call("save_contact", { draft: { ...first.draft, birth_name: "Durand", notes: "après" } });
  await j.call("save_contact", { draft: { ...second.draft, birth_name: "Durand-Petit" } });

  await j.go(`contacts/${first.id}`);
  await j.detail().getByRole("tab", { name: "Historique" }).click();
  const entries = j.detail().getByRole("tabpanel").getByRole("listitem");
  await eventually(async () => assert.equal(await entries.count(), 3));
  await visible(entries.nth(0).getByText("Durand-Petit"));
  await eventually(async () => assert.match(await entries.nth(0).innerText(), /Claire Lemoine/));

  // The notes can go back with the second operation; the name has changed since.
  await entries.nth(1).getByRole("button", { name: "Annuler cette opération" }).click();
  const dialog = page.getByRole("dialog", { name: "Annulation impossible en entier" });
  await visible(dialog.getByText(/Nom de naissance de «\s.*DURAND-PETIT\s»/));
  await dialog.getByRole("button", { name: "Annuler le reste quand même" }).click();
  await gone(dialog);
  await eventually(async () => {
    const now = (await j.call("get_contact", { id: first.id })).draft;
    assert.deepEqual([now.birth_name, now.notes], ["Durand-Petit", "avant"]);
  });

  // « Durant → Durand » of the second operation: its old value comes back alone.
  const renaming = entries.filter({ hasText: "Durant" }).filter({ hasText: "Durand" }).first();
  await renaming.getByRole("button", { name: /Restaurer cette valeur : Nom de naissance/ }).click();
  await visible(j.detail().getByRole("heading", { level: 2, name: /DURANT/ }));
  await j.told("valeur rétablie");
});

journey("the history of the base lists everything, and each operation can be taken back", {}, async (j) => {
  const { page } = j;
  for (let number = 0; number < 130; number++) await j.call("save_contact", { draft: draft({ birth_name: `Fiche${number}` }) });
  await j.go("historique");
  const items = page.getByRole("listitem").filter({ has: page.locator("time") });
  await visible(items.filter({ hasText: "FICHE129" }));
  await items.filter({ hasText: "FICHE128" }).getByRole("button", { name: /Annuler/ }).click();
  await visible(items.filter({ hasText: "FICHE128" }).getByText("annulée"));
  assert.equal((await j.call("contact_counts")).all, 129);

  // The oldest is reached by scrolling alone.
  await eventually(async () => {
    await items.last().scrollIntoViewIfNeeded();
    await eventually(async () => assert.ok(await items.filter({ hasText: "FICHE0 " }).or(items.filter({ hasText: /FICHE0\b/ })).count()));
  });
});

journey("a colleague's change is seen at once, also under a form being typed", {}, async (j) => {
  const { page } = j;
  const contact = await j.call("save_contact", { draft: draft({ birth_name: "Garnier", first_names: "Luc", notes: "a" }) });
  await j.go(`contacts/${contact.id}`);
  await visible(j.detail().getByRole("heading", { level: 2, name: /GARNIER/ }));

  const other = await j.newPage({ route: "#/contacts" });
  await visible(j.row("GARNIER", other));
  await j.press("F2");
  const form = page.getByRole("form", { name: /Modifier/ });
  await form.getByLabel("Prénoms").fill("Lucien");
  await form.getByRole("textbox", { name: "Notes" }).fill("ma note");

  // Two pages on one host are one poste, and share the typing put aside: the colleague writes without a form.
  const known = await j.call("get_contact", { id: contact.id });
  await j.call("save_contact", { draft: { ...known.draft, birth_name: "Garnier-Roux", notes: "sa note" } });
  await visible(j.row("GARNIER-ROUX", other));
  await j.row("GARNIER-ROUX", other).click();

  // Here: the list is fresh, the untouched name has followed, and the note changed by both is named.
  await visible(j.row("GARNIER-ROUX"));
  await eventually(async () => assert.equal(await form.getByLabel("Nom de naissance").inputValue(), "Garnier-Roux"));
  await eventually(async () => assert.equal(await form.getByLabel("Prénoms").inputValue(), "Lucien"));
  await visible(form.getByText(/a modifié 1\schamp que vous modifiez aussi : Notes/));
  await j.press("Control+s");
  await visible(j.detail(other).getByRole("heading", { level: 2, name: /Lucien GARNIER-ROUX/ }));
});

journey("a typing survives a reload in the middle of it", {}, async (j) => {
  const { page } = j;
  const contact = await j.call("save_contact", { draft: draft({ birth_name: "Rivière" }) });
  await j.go("contacts/nouveau");
  let form = page.getByRole("form", { name: "Nouvelle fiche" });
  await form.getByLabel("Nom de naissance").fill("Étienne");
  await form.getByRole("textbox", { name: "Notes" }).fill("une note\nsur deux lignes");
  await j.putAside("deux lignes");
  await page.reload();

  form = page.getByRole("form", { name: "Nouvelle fiche" });
  await visible(form.getByText(/Une saisie non enregistrée du .* a été retrouvée\s: «\sÉtienne\s»/));
  await form.getByRole("button", { name: "Reprendre" }).click();
  await eventually(async () => assert.equal(await form.getByLabel("Nom de naissance").inputValue(), "Étienne"));
  await eventually(async () => assert.equal(await form.getByRole("textbox", { name: "Notes" }).inputValue(), "une note\nsur deux lignes"));
  await j.press("Control+s");
  await visible(j.detail().getByRole("heading", { level: 2, name: /ÉTIENNE/ }));
  assert.equal(await j.call("get_draft", { key: "contact:new" }), null);

  // Leaving a form by the address keeps the typing, and the list offers it.
  await j.go(`contacts/${contact.id}/modifier`);
  form = page.getByRole("form", { name: /Modifier/ });
  await form.getByLabel("Prénoms").fill("Noé");
  await j.go("contacts");
  await visible(page.getByText(/a été retrouvée\s: «\sNoé Rivière\s»/));
  await page.getByRole("button", { name: "Abandonner" }).click();
  await gone(page.getByText(/a été retrouvée/));
  assert.deepEqual(await j.call("drafts"), []);
});
