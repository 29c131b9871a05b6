import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { eventually, gone, journey, visible } from "../harness.js";

journey("a lawyer sets up the firm alone, and types the recovery code back", { start: "first_run" }, async (j) => {
  const { page } = j;
  await page.getByRole("button", { name: "Commencer seul" }).click();
  await page.getByRole("button", { name: "Créer la base" }).click();
  await visible(page.getByText("Indiquez le nom du cabinet"));

  await page.getByLabel("Nom du cabinet").fill("Cabinet Lemoine & Associés");
  await page.getByLabel("Votre nom").fill("Claire Lemoine");
  await page.getByLabel("Votre fonction").selectOption({ label: "Associé(e)" });
  await page.getByRole("button", { name: "Créer la base" }).click();

  const shown = page.getByRole("group", { name: "Code de récupération, en quatre groupes" }).locator("code");
  await visible(shown);
  const groups = await shown.allTextContents();
  assert.equal(groups.length, 4);
  assert.match(groups.join(""), /^[0-9A-HJKMNP-TV-Z]{26,}$/, "a code of Crockford base32 characters");

  const sheet = path.join(j.folder, "code.pdf");
  j.answers.push(sheet);
  await page.getByRole("button", { name: "Enregistrer en PDF" }).click();
  await j.told("PDF enregistré");
  assert.ok((await readFile(sheet, "latin1")).startsWith("%PDF-1.7"));

  await page.getByRole("button", { name: "Je l’ai noté" }).click();
  const fields = page.locator("input.code-group");
  await fields.first().fill("ZZZZ");
  await page.getByRole("button", { name: "Vérifier" }).click();
  await visible(page.getByRole("alert"));
  for (const [index, group] of groups.entries()) await fields.nth(index).fill(group.toLowerCase());
  await page.getByRole("button", { name: "Vérifier" }).click();

  await visible(page.getByRole("heading", { level: 1, name: /(Bonjour|Bonsoir), Claire Lemoine/ }));
  await visible(page.getByText("Votre base est prête"));
  const status = await j.call("vault_status");
  assert.equal(status.recovery_confirmed, true);
  assert.equal(status.firm_name, "Cabinet Lemoine & Associés");

  // The base is there again when the program is.
  await page.close();
  await j.stopHost();
  await j.startHost();
  j.page = await j.newPage();
  await visible(j.page.getByRole("heading", { level: 1, name: /Claire Lemoine/ }));
});

journey("a poste without a key store asks for a passphrase, and opens with it again", { start: "open", keyStore: "none" }, async (j) => {
  await visible(j.page.getByRole("heading", { level: 1, name: /Claire Lemoine/ }));
  await j.call("lock");
  const field = j.page.getByLabel(/phrase secrète/i).first();
  await visible(field);
  await field.fill("une autre phrase");
  await j.press("Enter");
  await visible(j.page.getByRole("alert"));
  await field.fill("quatre mots bien choisis");
  await j.press("Enter");
  await visible(j.page.getByRole("heading", { level: 1, name: /Claire Lemoine/ }));
});

journey("the demonstration shows a whole firm, apart from one's own data", { start: "first_run" }, async (j) => {
  const { page } = j;
  await page.getByRole("button", { name: /base de démonstration/ }).click();
  await visible(page.getByRole("navigation", { name: "Écrans" }));
  const counts = await j.call("contact_counts");
  assert.ok(counts.all >= 300, `a rich base, not ${counts.all} contacts`);
  for (const [view, count] of Object.entries(counts)) assert.ok(count > 0, `the view ${view} is not empty`);

  await j.go("contacts");
  await visible(j.rows());
  await j.go("historique");
  await visible(page.getByRole("heading", { level: 1, name: "Historique" }));
  const nameBefore = (await j.call("vault_status")).firm_name;
  assert.notEqual(nameBefore, "");

  await page.getByRole("button", { name: "Quitter la démonstration" }).first().click();
  await visible(page.getByRole("button", { name: "Commencer seul" }));
  await gone(page.getByRole("navigation", { name: "Écrans" }));
  await eventually(async () => assert.equal((await j.call("vault_status")).state, "first_run"));
});
