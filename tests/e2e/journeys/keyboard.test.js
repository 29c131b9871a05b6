import assert from "node:assert/strict";
import { draft, eventually, journey, visible } from "../harness.js";

journey("a company is typed by the keyboard alone: SIREN, telephone, town from the postal code", {}, async (j) => {
  const { page } = j;
  await visible(page.getByRole("heading", { level: 1 }));
  await page.evaluate(() => {
    window.mouse = 0;
    for (const type of ["pointerdown", "mousedown", "mousemove"]) window.addEventListener(type, () => window.mouse++, true);
    // A click that a key makes has no place.
    window.addEventListener("click", (event) => event.detail > 0 && window.mouse++, true);
  });
  /** Tab as a person does: until the field that bears this label. */
  const tabTo = async (label) => {
    for (let presses = 0; presses < 40; presses++) {
      await j.press("Tab");
      const here = await page.evaluate(() => document.activeElement?.labels?.[0]?.textContent?.replace("*", "").trim() ?? "");
      if (here === label) return;
    }
    assert.fail(`no field ${label} within 40 tabs`);
  };

  const began = Date.now();
  await j.press("Control+n");
  await visible(page.getByRole("form", { name: "Nouvelle fiche" }));
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "kind"));
  await j.press("ArrowRight");
  await tabTo("Dénomination");
  await j.type("SARL Menuiserie du Port");
  await tabTo("SIREN");
  await j.type("732829320");
  await tabTo("Adresse électronique");
  await j.type("contact@menuiserie-du-port.fr");
  await tabTo("Numéro");
  await j.type("0298001122");
  await tabTo("Voie");
  await j.type("12 quai du Commerce");
  await tabTo("Code postal");
  await j.type("29217");
  await tabTo("Commune");
  // Several towns at this code: the first letters and the arrow choose, as in any list; here the name is typed.
  await eventually(async () => assert.ok((await page.locator("#contact-towns option").count()) > 0));
  if ((await page.evaluate(() => document.activeElement?.value)) === "") await j.type("Plougonvelin");
  await j.press("Control+s");
  await visible(j.detail().getByRole("heading", { level: 2, name: /Menuiserie du Port/ }));
  await j.told("Enregistré");
  const seconds = (Date.now() - began) / 1000;

  assert.equal(await page.evaluate(() => window.mouse), 0, "no mouse");
  const hits = await j.call("search_contacts", { text: "menuiserie", include_hidden: true, limit: 2 });
  const saved = (await j.call("get_contact", { id: hits[0].contact.id })).draft;
  assert.equal(saved.kind, "legal_person");
  assert.equal(saved.legal_form, "SARL");
  assert.equal(saved.siren, "732829320");
  assert.equal(saved.vat_number, "FR44732829320");
  assert.equal(saved.phones[0].number, "+33298001122");
  assert.deepEqual([saved.addresses[0].street, saved.addresses[0].postal_code], ["12 quai du Commerce", "29217"]);
  assert.notEqual(saved.addresses[0].town, "");
  console.log(`# typed, checked and saved in ${seconds.toFixed(1)} s`);
});

journey("a pasted signature proposes a whole contact, which is taken or left", {}, async (j) => {
  const { page } = j;
  await j.go("contacts/nouveau");
  const form = page.getByRole("form", { name: "Nouvelle fiche" });
  await form.getByRole("button", { name: "Coller une signature" }).click();
  const dialog = page.getByRole("dialog", { name: "Coller une signature" });
  await dialog.getByLabel("Texte collé").fill("Anne DURAND\nDirectrice juridique\nanne.durand@exemple.fr\nTél. 06 12 34 56 78\n1 rue du Port, 29200 Brest");
  await visible(dialog.getByText("anne.durand@exemple.fr").last());
  await dialog.getByRole("button", { name: "Remplir la fiche" }).click();
  await eventually(async () => assert.equal(await form.getByLabel("Nom de naissance").inputValue(), "DURAND"));
  await j.press("Control+s");
  await visible(j.detail().getByText("06 12 34 56 78"));
});

journey("one section is edited by itself, and the rest stays", {}, async (j) => {
  const { page } = j;
  const contact = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne", notes: "À garder", emails: [{ id: null, label: "", address: "anne@exemple.fr", to_check: false }] }) });
  await j.go(`contacts/${contact.id}`);
  await j.detail().getByRole("button", { name: "Modifier : Identité" }).click();
  const form = page.getByRole("form", { name: /^Identité de/ });
  await visible(form.getByLabel("Nom de naissance"));
  await eventually(async () => assert.equal(await form.getByLabel("Notes").count(), 0));
  await form.getByLabel("Nom d’usage").fill("Le Goff");
  await j.press("Control+s");
  await visible(j.detail().getByRole("heading", { level: 2, name: /LE GOFF/ }));
  await visible(j.detail().getByText("À garder"));
  const saved = (await j.call("get_contact", { id: contact.id })).draft;
  assert.deepEqual([saved.usage_name, saved.emails[0].address], ["Le Goff", "anne@exemple.fr"]);
});
