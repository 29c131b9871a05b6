import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { draft, eventually, gone, journey, visible } from "../harness.js";

const person = (first_names, birth_name, address) =>
  draft({ first_names, birth_name, emails: address ? [{ id: null, label: "", address, to_check: false }] : [] });

const MAIL = [
  "From: Luc Martin <luc.martin@exemple.fr>",
  "To: Anne Durand <anne@exemple.fr>",
  "Date: Mon, 23 Nov 2026 10:15:00 +0100",
  "Message-ID: <voyage-1@exemple.fr>",
  "Subject: =?utf-8?Q?Pi=C3=A8ces_du_bail?=",
  "MIME-Version: 1.0",
  "Content-Type: multipart/mixed; boundary=b",
  "",
  "--b",
  "Content-Type: text/html; charset=utf-8",
  "",
  "<script>document.title='pris'</script><p onclick=\"alert(1)\">Voici le <b>bail</b> signé.</p><img src=\"http://127.0.0.1:9/pixel.gif\">",
  "--b",
  "Content-Type: text/plain; name=bail.txt",
  "Content-Disposition: attachment; filename=bail.txt",
  "",
  "Le loyer est de 1 200 euros",
  "--b--",
  "",
].join("\r\n");

journey("a call is written down by the keyboard, found, changed, pinned and taken back", {}, async (j) => {
  const { page } = j;
  const anne = await j.call("save_contact", { draft: person("Anne", "Durand") });
  await j.call("save_matter", { draft: { id: null, client: anne.id, title: "Bail commercial" } });
  await j.go(`contacts/${anne.id}`);
  await visible(j.detail().getByRole("heading", { level: 2, name: /DURAND/ }));

  // On the phone: from anywhere, with whom one looks at.
  await page.keyboard.press("Control+j");
  const dialog = page.getByRole("dialog", { name: "Noter un appel" });
  await visible(dialog.getByRole("list", { name: "Avec, ou au sujet de" }).getByText("Anne DURAND"));
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("Écrivez au moins un mot"));
  await dialog.getByLabel("Objet").fill("Point sur le bail");
  await dialog.getByLabel("Durée (min)").fill("12");
  await dialog.getByLabel("Dossier").selectOption({ label: "2026-0001 Bail commercial" });
  await dialog.getByLabel("Texte").fill("Elle confirme l’audience de lundi.");
  await page.keyboard.press("Control+Enter");
  await gone(dialog);

  await j.detail().getByRole("tab", { name: "Journal" }).click();
  const journal = j.detail().getByRole("region", { name: /^Journal de/ });
  const call = journal.getByRole("article", { name: /Point sur le bail/ });
  await visible(call.getByText(/Appel reçu · 12/));
  await visible(call.getByText("2026-0001 Bail commercial"));

  // A meeting from its template, in the page itself.
  await journal.getByRole("button", { name: "Rendez-vous" }).click();
  await journal.getByLabel("Modèle").selectOption({ label: "Premier entretien" });
  await eventually(async () => assert.match(await journal.getByLabel("Texte").inputValue(), /Objectif du client/));
  await journal.getByRole("button", { name: "Enregistrer" }).click();
  await visible(journal.getByRole("article", { name: /Premier entretien/ }));

  // Words, kind.
  await journal.getByLabel("Rechercher dans le journal").fill("audience");
  await gone(journal.getByRole("article", { name: /Premier entretien/ }));
  await visible(call);
  await journal.getByRole("button", { name: "Tout afficher" }).click();
  await visible(journal.getByRole("article", { name: /Premier entretien/ }));

  await call.getByRole("button", { name: /^Actions/ }).click();
  await page.getByRole("menuitem", { name: "Épingler" }).click();
  await visible(journal.getByRole("heading", { name: "Épinglés" }));
  await page.keyboard.press("Control+z");
  await gone(journal.getByRole("heading", { name: "Épinglés" }));

  await call.getByRole("button", { name: "Point sur le bail", exact: true }).click();
  const edit = page.getByRole("dialog", { name: "Modifier l’entrée" });
  await edit.getByLabel("Objet").fill("Point sur le bail et la caution");
  await edit.getByRole("button", { name: "Enregistrer" }).click();
  await visible(journal.getByRole("article", { name: /et la caution/ }));
});

journey("what is being written is found again after the page is gone", {}, async (j) => {
  const anne = await j.call("save_contact", { draft: person("Anne", "Durand") });
  await j.go(`contacts/${anne.id}/journal`);
  const journal = () => j.detail().getByRole("region", { name: /^Journal de/ });
  await journal().getByRole("button", { name: "Note", exact: true }).click();
  await journal().getByLabel("Texte").fill("Une longue réflexion");
  await j.putAside("Une longue réflexion");
  await j.page.reload();
  await journal().getByRole("button", { name: "Note", exact: true }).click();
  await eventually(async () => assert.equal(await journal().getByLabel("Texte").inputValue(), "Une longue réflexion"));
});

journey("an e-mail comes in, runs nothing, and its unknown sender becomes a contact", {}, async (j) => {
  const { page } = j;
  await j.call("save_contact", { draft: person("Anne", "Durand", "anne@exemple.fr") });
  const file = path.join(j.folder, "pieces.eml");
  await writeFile(file, MAIL);
  await j.go("journal");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: /^E-mails/ }).click(),
  ]);
  await chooser.setFiles(file);
  const report = page.getByRole("dialog", { name: "E-mails importés" });
  await visible(report.getByText("Classé", { exact: true }));
  await visible(report.getByText(/Anne DURAND/));
  await report.getByLabel("Que faire de luc.martin@exemple.fr").selectOption({ label: "Créer Luc MARTIN" });
  await report.getByRole("button", { name: "Appliquer" }).click();
  await gone(report);

  const mail = page.getByRole("article", { name: /Pièces du bail/ });
  await visible(mail.getByRole("link", { name: /Luc MARTIN/ }));
  await mail.getByRole("button", { name: "Pièces du bail", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Pièces du bail" });
  const frame = page.frameLocator("iframe[title='Contenu de l’e-mail']");
  await visible(frame.getByText("bail", { exact: true }));
  await eventually(async () => assert.equal(await frame.locator("script").count(), 0));
  assert.notEqual(await page.title(), "pris");
  await visible(dialog.getByText(/1.image distante n’a pas été chargée/));
  await dialog.getByRole("tab", { name: "Texte" }).click();
  await visible(dialog.getByText("Voici le bail signé."));

  // Its attachment is a document that says what it says.
  await dialog.getByRole("button", { name: /bail\.txt/ }).click();
  const document = page.getByRole("dialog", { name: "bail.txt" });
  await visible(document.getByText("Le loyer est de 1 200 euros"));
});

journey("documents are added, previewed, versioned, removed and brought back", {}, async (j) => {
  const { page } = j;
  const anne = await j.call("save_contact", { draft: person("Anne", "Durand") });
  const [first, second] = [path.join(j.folder, "contrat.txt"), path.join(j.folder, "contrat-signe.txt")];
  await writeFile(first, "Première rédaction du contrat");
  await writeFile(second, "Contrat signé");
  await j.go(`contacts/${anne.id}/documents`);
  const documents = j.detail().getByRole("region", { name: "Documents", exact: true });
  let [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    documents.getByRole("button", { name: "Ajouter des documents" }).click(),
  ]);
  await chooser.setFiles(first);
  await documents.getByText("contrat.txt").click();
  const dialog = page.getByRole("dialog", { name: "contrat.txt" });
  await visible(dialog.getByText("Première rédaction du contrat"));
  [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    dialog.getByRole("button", { name: "Nouvelle version" }).click(),
  ]);
  await chooser.setFiles(second);
  await visible(dialog.getByText("Contrat signé"));
  await dialog.getByRole("button", { name: /Version 1/ }).click();
  await visible(dialog.getByText("Première rédaction du contrat"));
  // Escape closes it at once, whatever tooltip is shown over it.
  await dialog.getByRole("button", { name: "Fermer" }).hover();
  await visible(page.locator(".tooltip").getByText("Fermer"));
  await page.keyboard.press("Escape");
  await gone(dialog);
  await gone(page.locator(".tooltip"));
  await documents.getByText("contrat.txt").click();
  await visible(dialog.getByText("Contrat signé"));
  await dialog.getByRole("button", { name: "Retirer" }).click();
  await gone(dialog);
  await visible(documents.getByText("Pas encore de document"));
  await page.keyboard.press("Control+z");
  await visible(documents.getByText("contrat.txt"));
  await documents.getByLabel("Rechercher un document").fill("signe");
  await visible(documents.getByText("contrat.txt"));
});
