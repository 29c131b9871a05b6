import assert from "node:assert/strict";
import { draft, journey, violations, visible } from "../harness.js";

const day = (shift) => {
  const at = new Date(Date.now() + shift * 86_400_000);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
};

/** A client of some years, as a colleague finds it. */
async function story(j) {
  const friend = await j.call("save_contact", { draft: draft({ birth_name: "Petit", first_names: "Luc" }) });
  const director = await j.call("save_contact", {
    draft: draft({ birth_name: "Durand", first_names: "Anne", civility: "Mme", phones: [{ id: null, label: "Mobile", number: "06 39 98 12 34" }] }),
  });
  const client = await j.call("save_contact", {
    draft: draft({
      kind: "legal_person", organisation_name: "Société du Port <b>SARL</b>", referred_by: friend.id, origin: "Recommandation",
      phones: [{ id: null, label: "Standard", number: "04 72 00 00 00" }],
      addresses: [{ id: null, label: "Siège", street: "1 quai du Port", postal_code: "69002", town: "Lyon", country: "" }],
    }),
  });
  await j.call("save_link", { link: { id: null, contact: client.id, other: director.id, kind: "representative", function: "gérante" } });
  const matter = await j.call("save_matter", {
    draft: { id: null, client: client.id, title: "Bail commercial", make_client_active: true, opened_despite: "Urgence" },
  });
  const todo = (title, due_on) => j.call("save_todo", { todo: { id: null, kind: "task", title, due_on, matter: matter.id } });
  await todo("Conclure au fond", day(-3));
  await todo("Relire le bail", day(9));
  const interaction = (kind, subject) =>
    j.call("save_interaction", { draft: { id: null, kind, subject, body: "Point fait.", about: [client.id], matter: matter.id } });
  await interaction("call", "Appel de la gérante");
  await interaction("note", "Stratégie");
  await j.call("save_negotiated_rate", {
    rate: { id: null, client: client.id, effective_from: day(-30), hourly_rate: 25000, document: "Convention du Port" },
  });
  return { client, matter };
}

journey("a colleague takes over a client from one screen", {}, async (j) => {
  const { page } = j;
  const { client } = await story(j);
  await j.go(`contacts/${client.id}/synthese`);
  const panel = j.detail().getByRole("tabpanel", { name: "Synthèse" });
  await visible(panel.getByText("Identification (KYC) : à faire."));
  const region = (name) => panel.getByRole("region", { name });
  await visible(region(/^Qui/).getByRole("link", { name: "Luc PETIT" }));
  await visible(region(/^Autour/).getByText(/gérante/));
  await visible(region(/^En retard/).getByText("en retard de 3 jours"));
  await visible(region(/^À venir/).getByText("Relire le bail"));
  await visible(region(/^Derniers échanges/).getByText("Appel de la gérante"));
  await visible(region(/^Dossiers ouverts/).getByText(/KYC : à faire/));
  await visible(region(/^Honoraires convenus/).getByText(/250,00/));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) await j.picture("summary-1280");

  // What changes elsewhere changes here at once.
  await j.call("save_interaction", { draft: { id: null, kind: "call", subject: "Rappelée à midi", body: "", about: [client.id] } });
  await visible(region(/^Derniers échanges/).getByText("Rappelée à midi"));

  // Every item leads to its place.
  await region(/^Dossiers ouverts/).getByRole("link", { name: /Bail commercial/ }).click();
  await visible(page.getByRole("heading", { name: /Bail commercial/ }));
  await page.goBack();
  await panel.getByRole("link", { name: /^Ouvrir le KYC/ }).first().click();
  await visible(j.detail().getByRole("tabpanel", { name: "KYC" }));
  await page.goBack();
  await visible(panel);

  // On paper.
  await page.evaluate(() => {
    window.print = () => {
      window.printed = document.querySelector(".print-sheet")?.textContent ?? "";
      window.dispatchEvent(new Event("afterprint"));
    };
  });
  await panel.getByRole("button", { name: "Imprimer la synthèse" }).click();
  const printed = await page.evaluate(() => window.printed);
  for (const text of ["Société du Port <b>SARL</b>", "Conclure au fond", "Rappelée à midi", "Convention du Port", "Solde dû", "apporté par"]) {
    assert.ok(printed.includes(text), `${text} is on the sheet`);
  }
});

journey("identification and tasks are read in the journal, and lead to where they are kept", { dark: true }, async (j) => {
  const { page } = j;
  const { client } = await story(j);
  await j.call("decide_kyc", { decision: { client: client.id, to: "out_of_scope", reason: "Contentieux" } });
  await j.go(`contacts/${client.id}/synthese`);
  const summary = j.detail().getByRole("tabpanel", { name: "Synthèse" });
  await visible(summary.getByText("Hors champ"));
  assert.deepEqual(await violations(page), []);
  if (process.env.THEMISIA_PICTURES) {
    await page.setViewportSize({ width: 900, height: 800 });
    await j.picture("summary-900-dark");
  }
  await j.go(`contacts/${client.id}/journal`);
  const panel = j.detail().getByRole("tabpanel", { name: "Journal" });
  await visible(panel.getByText("KYC : À faire → Hors champ"));
  if (process.env.THEMISIA_PICTURES) await j.picture("summary-journal");
  await panel.getByLabel("Nature").selectOption({ label: "Tâche" });
  await visible(panel.getByRole("link", { name: "Conclure au fond" }));
  await visible(panel.getByRole("link", { name: "Relire le bail" }));
  await panel.getByRole("link", { name: "Relire le bail" }).click();
  await visible(j.detail().getByRole("tabpanel", { name: "Tâches" }));
});
