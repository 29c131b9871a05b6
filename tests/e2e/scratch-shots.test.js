import { draft, journey, visible, violations, eventually } from "./harness.js";
const shot = async (page, name) => page.screenshot({ path: `/tmp/shots/${name}.png` });
export async function seed(j) {
  const company = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Boulangerie Roux", legal_form: "SARL", siren: "732829320", addresses: [{ street: "12 rue Mercière", postal_code: "69002", town: "Lyon", country: "", label: "" , id: null}] }) });
  const compta = await j.call("save_contact", { draft: draft({ birth_name: "Compta", first_names: "Paule" }) });
  await j.call("save_role", { role: { id: null, client: company.id, recipient: compta.id, role: "billing", is_default: true, starts_on: null, ends_on: null } });
  const other = await j.call("save_contact", { draft: draft({ birth_name: "Lefèvre", first_names: "Hélène" }) });
  const matter = await j.call("save_matter", { draft: { id: null, client: company.id, title: "Bail de la rue Mercière" } });
  const matter2 = await j.call("save_matter", { draft: { id: null, client: company.id, title: "Licenciement Dupont" } });
  const m3 = await j.call("save_matter", { draft: { id: null, client: other.id, title: "Divorce" } });
  const julie = await j.call("save_timekeeper", { timekeeper: { id: null, name: "Me Julie Martin", grades: [{ grade: "associate", effective_from: "2020-01-01" }] } });
  await j.call("save_standard_rate", { rate: { id: null, timekeeper: null, grade: null, effective_from: "2020-01-01", hourly_rate: 30000 } });
  const day = (n) => new Date(Date.now() - n * 86400000).toISOString().slice(0, 10);
  const time = (m, n, d, t) => j.call("record_time", { draft: { id: null, matter: m.id, timekeeper: julie.id, worked_on: day(n), duration: d, narrative: t } });
  const e1 = await time(matter, 150, "20", "Appel du bailleur");
  await time(matter, 12, "1h30", "Rédaction de conclusions en réponse, relecture des pièces adverses");
  await time(matter2, 5, "45", "Entretien préalable");
  await time(m3, 4, "2h", "Requête");
  await j.call("save_cost", { cost: { id: null, kind: "expense", matter: matter.id, label: "Train Lyon-Paris", amount: 8450 } });
  await j.call("save_cost", { cost: { id: null, kind: "disbursement", matter: matter.id, label: "Droits de greffe", amount: 3782 } });
  const bill = async (c, net, n, label) => { const d = await j.call("save_invoice", { draft: { id: null, client: c.id, subject: label, lines: [{ kind: "fee", label, amount: net }] } }); return j.call("issue_invoice", { id: d.id, issued_on: day(n) }); };
  const d1 = await j.call("save_invoice", { draft: { id: null, client: company.id, subject: "Bail", matter: matter.id, lines: [{ kind: "time", time_entry: e1.entry.id }] } });
  const i1 = await j.call("issue_invoice", { id: d1.id, issued_on: day(140) });
  const i2 = await bill(other, 150000, 100, "Provision");
  const i3 = await bill(company, 250000, 50, "Forfait audience");
  const i4 = await bill(other, 90000, 10, "Consultation");
  await j.call("record_payment", { payment: { client: company.id, received_on: day(20), amount: 100000, method: "Virement", reference: "VIR 1289", allocations: [{ invoice: i3.id, amount: 90000 }] } });
  const p = await j.call("record_payment", { payment: { client: other.id, received_on: day(20), amount: 20000, method: "Chèque", reference: "0012", allocations: [{ invoice: i2.id, amount: 20000 }] } });
  await j.call("reverse_payment", { id: p.id, on: day(15), reason: "Chèque impayé" });
  await j.call("record_payment", { payment: { client: other.id, received_on: day(8), amount: 500000, account: "carpa", method: "Virement" } });
  await j.call("issue_credit_note", { draft: { invoice: i4.id, reason: "Geste commercial", lines: [{ label: "Geste", amount: 10000, vat_basis_points: 2000 }] } });
  const d5 = await j.call("save_invoice", { draft: { id: null, client: other.id, subject: "Requête en divorce", lines: [{ kind: "fee", label: "Forfait", amount: 120000 }] } });
  return { company, other, compta, matter, matter2, i1, i2, i3, i4, d5 };
}
for (const dark of [false, true]) {
journey(`shots ${dark}`, { dark }, async (j) => {
  const s = await seed(j); const { page } = j; const k = dark ? "dark" : "light";
  const look = async (name) => { await page.waitForTimeout(400); await shot(page, `${k}-${name}`); const v = await violations(page); if (v.length) console.log(name, v); };
  await j.go(`contacts/${s.company.id}`); await visible(page.getByRole("list", { name: "Indicateurs financiers" })); await look("contact");
  for (const t of ["encours", "factures", "factures/dues", "reglements"]) { await j.go(`contacts/${s.company.id}/${t}`); await look(`tab-${t.replace("/", "-")}`); }
  await j.go("factures"); await look("factures");
  await j.go(`factures/${s.i3.id}`); await look("facture");
  await page.getByRole("button", { name: "Faire un avoir" }).click(); await page.getByRole("dialog").getByLabel("Ce que l’avoir reprend").selectOption("part"); await look("avoir"); await j.press("Escape");
  await page.getByRole("button", { name: "Qualifier" }).click(); await look("qualifier"); await j.press("Escape");
  await page.getByRole("button", { name: "Enregistrer un règlement" }).click(); await look("reglement"); await j.press("Escape");
  await j.go(`factures/nouvelle/${s.company.id}`); await page.getByRole("button", { name: "Choisir des travaux" }).click(); await page.getByRole("button", { name: "Tout cocher" }).click(); await look("travaux");
  await page.getByRole("button", { name: "Ajouter au projet" }).click(); await page.getByRole("button", { name: "Remise" }).click(); await look("projet");
  await page.getByRole("button", { name: "Enregistrer et émettre" }).click(); await visible(page.getByRole("dialog")); await look("emettre"); await j.press("Escape"); await look("projet-detail");
  await j.go("factures/reglements"); await look("reglements");
  await page.getByRole("gridcell", { name: /Boulangerie/ }).first().click(); await look("reglement-detail"); await page.getByRole("button", { name: "Affecter le reste" }).click(); await look("affecter"); await j.press("Escape");
  await page.setViewportSize({ width: 900, height: 800 });
  await j.go(`contacts/${s.company.id}`); await look("n-contact");
  await j.go("factures/toutes"); await look("n-factures"); await j.go(`factures/${s.i3.id}`); await look("n-facture");
  await j.go(`factures/${s.d5.id}/modifier`); await look("n-projet");
});
}
