import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { draft, journey, violations, visible } from "../harness.js";

journey("an adversary is found under a misspelt name, and the decision is kept", {}, async (j) => {
  const { page } = j;
  const client = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne" }) });
  const opponent = await j.call("save_contact", { draft: draft({ birth_name: "Lefèvre", first_names: "Thibault" }) });
  const matter = await j.call("save_matter", { draft: { id: null, client: client.id, title: "Bail" } });
  await j.call("save_party", { party: { id: null, matter: matter.id, contact: opponent.id, side: "against", role: "defendant" } });

  await j.go("conflits");
  await page.getByLabel("Noms à vérifier").fill("Thibaud Lefebvre\nMarc Dubois ; 12/03/1970");
  await page.getByRole("button", { name: "Vérifier" }).click();
  const result = page.getByRole("region", { name: "Résultat" });
  await visible(result.getByRole("link", { name: /Thibault LEFÈVRE, adversaire dans/ }));
  await visible(result.getByRole("heading", { name: /Marc Dubois : rien trouvé/ }));
  assert.deepEqual(await violations(page), []);

  await result.getByLabel("Décision").selectOption("refused");
  await result.getByRole("button", { name: "Enregistrer la vérification" }).click();
  await j.told("Vérification enregistrée");
  await visible(page.getByText("Thibaud Lefebvre, Marc Dubois"));
  await page.getByRole("button", { name: "Compte rendu" }).click();
  await visible(page.getByRole("dialog").getByText(/LEFÈVRE/));
  const pdf = path.join(j.folder, "conflit.pdf");
  j.answers.push(pdf);
  await page.getByRole("dialog").getByRole("button", { name: "Enregistrer en PDF" }).click();
  await j.told("PDF enregistré");
  assert.ok((await readFile(pdf, "latin1")).startsWith("%PDF-1.7"));
});
