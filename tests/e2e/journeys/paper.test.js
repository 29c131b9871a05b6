import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

/** A square of one colour, as a drawing program writes it. */
const LOGO = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==",
  "base64",
);

journey("an overdue invoice is saved as PDF, asked for by letter, once more by the next level, and the firm's logo is chosen", {}, async (j) => {
  const { page } = j;
  const client = await j.call("save_contact", {
    draft: draft({ birth_name: "Durand", first_names: "Anne", addresses: [{ id: null, label: "", street: "1 rue du Port", postal_code: "29200", town: "Brest", country: "" }] }),
  });
  const lines = [{ kind: "fee", label: "Consultation", amount: 15000 }];
  const kept = await j.call("save_invoice", { draft: { id: null, client: client.id, lines } });
  const invoice = await j.call("issue_invoice", { id: kept.id, issued_on: "2026-01-05" });
  await j.go(`factures/${invoice.id}`);
  const detail = page.getByRole("article", { name: "Facture" });

  // Saved where the person says; what an electronic invoice lacks is told.
  const pdf = path.join(j.folder, "facture.pdf");
  j.answers.push(pdf);
  await detail.getByRole("button", { name: "Enregistrer en PDF" }).click();
  await j.told("PDF enregistré");
  assert.equal((await readFile(pdf)).subarray(0, 5).toString(), "%PDF-");

  const reminders = detail.getByRole("region", { name: "Relances" });
  await visible(reminders.getByText("n’a pas encore été relancée"));
  assert.deepEqual(await violations(page), []);
  for (const level of [1, 2]) {
    await reminders.getByRole("button", { name: "Relancer…" }).click();
    const dialog = page.getByRole("dialog", { name: `Relance de niveau ${level}` });
    await dialog.getByLabel("Ajouter à la lettre (facultatif)").fill("Merci de nous rappeler.");
    assert.deepEqual(await violations(page), []);
    const letter = path.join(j.folder, `relance-${level}.pdf`);
    j.answers.push(letter);
    await dialog.getByRole("button", { name: "Enregistrer et faire la lettre" }).click();
    await gone(dialog);
    await eventually(async () => assert.equal((await readFile(letter)).subarray(0, 5).toString(), "%PDF-"));
    await visible(reminders.getByText(`niveau ${level}`));
  }
  await j.press("Control+z");
  await eventually(async () => assert.equal(await reminders.getByRole("listitem").count(), 1));

  await j.go("parametres/cabinet");
  const logo = page.getByRole("region", { name: "Logo" });
  const file = path.join(j.folder, "logo.png");
  await writeFile(file, "not a picture");
  const choose = async (button) => {
    const chooser = page.waitForEvent("filechooser");
    await logo.getByRole("button", { name: button }).click();
    await (await chooser).setFiles(file);
  };
  await choose("Choisir un logo…");
  await visible(logo.getByRole("alert"));
  await writeFile(file, LOGO);
  await choose("Choisir un logo…");
  await visible(logo.getByRole("img", { name: "Logo du cabinet" }));
  assert.deepEqual(await violations(page), []);
  await logo.getByRole("button", { name: "Retirer le logo" }).click();
  await gone(logo.getByRole("img"));
});
