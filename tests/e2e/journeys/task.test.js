import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

const day = (shift) => {
  const at = new Date(Date.now() + shift * 86_400_000);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
};

journey("a task is given on a contact, stands on the home page, is done and taken back", {}, async (j) => {
  const { page } = j;
  const client = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne" }) });
  await j.call("save_matter", { draft: { id: null, client: client.id, title: "Bail" } });
  await j.go(`contacts/${client.id}/taches`);
  const panel = j.detail().getByRole("tabpanel", { name: "Tâches" });
  await visible(panel.getByText("Rien n’est prévu avec ce contact"));
  await panel.getByRole("button", { name: "Nouvelle tâche" }).click();
  const dialog = page.getByRole("dialog", { name: "Nouvelle tâche" });
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("Dites ce qu’il y a à faire."));
  await dialog.getByLabel("À faire").fill("Conclure au fond");
  await dialog.getByLabel("Échéance").fill("-3");
  await dialog.getByLabel("Dossier", { exact: true }).selectOption({ index: 1 });
  await dialog.getByLabel("Revient").selectOption({ label: "Toutes les semaines" });
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await gone(dialog);
  await visible(panel.getByText("en retard de 3 jours", { exact: false }));
  assert.deepEqual(await violations(page), []);

  await j.go("accueil");
  const late = page.getByRole("region", { name: /En retard/ });
  await visible(late.getByRole("button", { name: "Conclure au fond" }));
  await visible(late.getByRole("link", { name: "Anne DURAND" }));
  assert.deepEqual(await violations(page), []);
  // Done: the next one comes by itself; undone, both are as before.
  await late.getByLabel("Fait : Conclure au fond").check();
  await j.told("Fait : « Conclure au fond »");
  await gone(late);
  assert.equal((await j.call("list_todos", { filter: { view: "upcoming" }, page: { offset: 0, limit: 5 } })).total, 1);
  await page.locator("[data-sonner-toast]").filter({ hasText: "Fait :" }).getByRole("button", { name: "Annuler" }).click();
  await visible(late.getByRole("button", { name: "Conclure au fond" }));
  assert.equal((await j.call("list_todos", { filter: { view: "upcoming" }, page: { offset: 0, limit: 5 } })).total, 0);

  // Put off to tomorrow, it leaves the list of the day.
  await late.getByRole("button", { name: /^Actions sur/ }).click();
  await page.getByRole("menuitem", { name: "Reporter : demain" }).click();
  await j.told("Reporté au");
  await gone(late);
});

journey("a meeting is typed by keyboard, and calendars come in and go out", {}, async (j) => {
  const { page } = j;
  await j.go("taches");
  await visible(page.getByText("Rien n’est prévu aujourd’hui."));
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Nouveau rendez-vous" }).click();
  const dialog = page.getByRole("dialog", { name: "Nouveau rendez-vous" });
  await dialog.getByLabel("Objet").fill("Audience");
  await dialog.getByLabel(/^De\b/).fill("vers midi");
  await dialog.getByRole("button", { name: "Enregistrer" }).click();
  await visible(dialog.getByText("Une heure s’écrit 14h30."));
  await dialog.getByLabel(/^De\b/).fill("23h10");
  await dialog.getByLabel("À", { exact: true }).fill("2345");
  await dialog.getByLabel("Lieu").fill("TJ de Lyon");
  await j.press("Enter");
  await gone(dialog);
  await visible(page.getByText(/aujourd’hui, 23\sh\s10 – 23\sh\s45/));

  const file = path.join(j.folder, "agenda.ics");
  const stamp = day(1).replaceAll("-", "");
  await writeFile(file, [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Autre//FR", "BEGIN:VEVENT", "UID:1@autre", "SUMMARY:Déjeuner <b>confrères</b>",
    `DTSTART:${stamp}T120000`, `DTEND:${stamp}T140000`, "END:VEVENT", "BEGIN:VEVENT", "UID:2@autre", "SUMMARY:Sans date", "END:VEVENT",
    "END:VCALENDAR", "",
  ].join("\r\n"));
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Importer un agenda (.ics)…" }).click();
  await (await chooser).setFiles(file);
  const confirm = page.getByRole("dialog", { name: "Importer cet agenda" });
  await visible(confirm.getByText("Ce rendez-vous n’a pas de date lisible.", { exact: false }));
  await confirm.getByRole("button", { name: "Importer", exact: true }).click();
  await j.told("Agenda importé");
  await page.getByRole("tab", { name: /À venir/ }).click();
  await visible(page.getByRole("button", { name: "Déjeuner <b>confrères</b>" }));

  j.answers.push(`${j.folder}/sortie.ics`);
  await page.getByRole("button", { name: "Exporter (.ics)…" }).click();
  await j.told(/2\séléments exportés/);
});

journey("what the desktop shows outside the window is chosen in the settings", {}, async (j) => {
  const { page } = j;
  await j.go("parametres/apparence");
  const choice = page.getByLabel("Hors de la fenêtre de Themisia, montrer");
  await eventually(async () => assert.equal(await choice.inputValue(), "discreet"));
  assert.deepEqual(await violations(page), []);
  await choice.selectOption({ label: "Avec les intitulés et les noms" });
  await visible(page.getByText(/peuvent paraître sur un écran verrouillé/));
  await eventually(async () => assert.equal((await j.call("device_settings")).desktop_notices, "titles"));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("settings-notices");
  await choice.selectOption({ label: "Aucune" });
  await gone(page.getByText(/peuvent paraître sur un écran verrouillé/));
  await j.told("Rien ne paraît plus hors de Themisia.");
  assert.equal((await j.call("device_settings")).desktop_notices, "off");
});
