import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { draft, gone, journey, violations, visible } from "../harness.js";

journey("agreed terms bear their agreement, which is opened from them", {}, async (j) => {
  const { page } = j;
  const client = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Boulangerie Roux" }) });
  const file = path.join(j.folder, "convention.txt");
  await writeFile(file, "Convention d’honoraires du 12 février");
  await j.go(`contacts/${client.id}/conditions`);
  await page.getByRole("button", { name: "Négocier un taux" }).click();
  const dialog = page.getByRole("dialog", { name: "Nouvelles conditions" });
  await dialog.getByLabel("Taux horaire HT (€)").fill("250");
  await dialog.getByLabel("Convention d’honoraires").fill("Convention du 12/02/2026");
  const chooser = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Joindre la convention…" }).click();
  await (await chooser).setFiles(file);
  await visible(dialog.getByRole("group", { name: "Document de la convention" }).getByText("convention.txt"));
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);

  await page.getByRole("button", { name: /^Convention du 12.02.2026\s*, voir le document$/ }).click();
  const document = page.getByRole("dialog", { name: "convention.txt" });
  await visible(document.getByText("Convention d’honoraires du 12 février"));
  await document.getByRole("button", { name: "Fermer" }).click();
  await gone(document);
  // Changed without a word of it, the terms keep it; taken off, the name stays.
  await page.getByRole("button", { name: /^Modifier le taux/ }).click();
  const change = page.getByRole("dialog", { name: "Modifier les conditions" });
  await visible(change.getByText("convention.txt"));
  await change.getByRole("button", { name: "Retirer" }).click();
  await change.getByRole("button", { name: "Enregistrer" }).click();
  await gone(change);
  await gone(page.getByRole("button", { name: /voir le document/ }));
  await visible(page.getByText("Convention du 12/02/2026"));
  assert.equal((await j.call("list_documents", { filter: { contact: client.id, text: "" }, page: { offset: 0, limit: 5 } })).total, 1);
});
