import assert from "node:assert/strict";
import { draft, eventually, gone, journey, violations, visible } from "../harness.js";

const person = (fields) =>
  draft({ birth_name: "Kervella", first_names: "Gaëlle", birth_date: "1971-05-04", phones: [{ id: null, label: "", number: "0298123456" }], ...fields });
const company = (organisation_name, siret, fields = {}) => draft({ kind: "legal_person", organisation_name, siret, ...fields });

async function total(j) {
  const filter = { view: "all", kind: null, quality: null, text: "" };
  return (await j.call("list_contacts", { filter, sort: { key: "name", descending: false }, page: { offset: 0, limit: 10 } })).total;
}

journey("a group is merged by the keyboard into the contact that is chosen, and taken apart again by one undo", {}, async (j) => {
  const { page } = j;
  const ids = [];
  for (const fields of [
    { notes: "rencontrée au salon" },
    { first_names: "Gaelle", profession: "avocate", birth_place: "Brest", emails: [{ id: null, label: "", address: "gaelle@exemple.fr", to_check: false }] },
    { first_names: "Gaëlle Marie", profession: "avocate honoraire" },
  ])
    ids.push((await j.call("save_contact", { draft: person(fields) })).id);
  for (const [at, rate] of [[0, 20000], [2, 15000]]) {
    await j.call("decide_kyc", { decision: { client: ids[at], matter: null, to: "out_of_scope", reason: "Contentieux" } });
    await j.call("save_negotiated_rate", { rate: { id: null, client: ids[at], effective_from: "2026-01-01", hourly_rate: rate } });
  }
  for (const client of ids) await j.call("save_matter", { draft: { id: null, client, title: "Bail", opened_despite: "Pièce promise" } });

  await j.go("doublons");
  await page.getByRole("button", { name: "Chercher les doublons" }).click();
  const card = page.getByRole("article", { name: /KERVELLA Gaëlle/ });
  await visible(card.getByRole("button", { name: "Fusionner le groupe…" }));
  await card.focus();
  await j.press("f");
  const dialog = page.getByRole("dialog", { name: "Fusionner le groupe" });
  await visible(dialog.getByText("Dossier : 2 reprises"));
  await visible(dialog.getByText(/2 dossiers KYC se rejoignent/));
  await visible(dialog.getByText(/plusieurs taux sont convenus/));
  await visible(dialog.getByRole("group", { name: "Profession" }).getByText("proposée"));
  assert.deepEqual(await violations(page), []);

  // Another one is kept, another value is chosen, and one is left out for a moment.
  await dialog.getByRole("radio", { name: "Conserver KERVELLA Gaelle", exact: true }).check();
  await dialog.getByRole("group", { name: "Profession" }).getByRole("radio", { name: /^avocate\b(?! honoraire)/ }).check();
  const third = dialog.getByRole("checkbox", { name: /KERVELLA Gaëlle Marie/ });
  await third.uncheck();
  await visible(dialog.getByRole("button", { name: /^Fusionner les 2/ }));
  await visible(dialog.getByText("Dossier : 1 reprise"));
  await third.check();
  await visible(dialog.getByText("Dossier : 2 reprises"));
  await dialog.getByRole("button", { name: /^Fusionner les 3/ }).click();
  await gone(dialog);
  await j.told("réunies en une");
  await eventually(async () => assert.equal(await total(j), 1));
  const merged = await j.call("get_contact", { id: ids[0] });
  assert.equal(merged.id, ids[1]);
  assert.deepEqual([merged.draft.profession, merged.draft.birth_place, merged.draft.notes], ["avocate", "Brest", "rencontrée au salon"]);
  await gone(card);

  // An invoice of since is named before the group is taken apart, and stays.
  const lines = [{ kind: "fee", label: "Consultation", amount: 10000 }];
  const bill = await j.call("save_invoice", { draft: { id: null, client: ids[1], subject: "Conseil", lines } });
  const issued = await j.call("issue_invoice", { id: bill.id, issued_on: null });
  await j.go("historique");
  await page.getByRole("button", { name: /^Annuler : Fusion/ }).click();
  const question = page.getByRole("dialog", { name: "Ce qui est venu depuis cette fusion" });
  await visible(question.getByText(new RegExp(`Facture «\\s${issued.number}\\s» : reste à`)));
  assert.deepEqual(await violations(page), []);
  await question.getByRole("button", { name: "Annuler la fusion" }).click();
  await gone(question);
  await eventually(async () => assert.equal(await total(j), 3));
  assert.equal((await j.call("get_invoice", { id: issued.id })).client, ids[1]);
});

journey("certain pairs are merged at once, page by page; those with two KYC files wait until they are ticked", {}, async (j) => {
  const { page } = j;
  // 22 pairs, of which 21 to merge: two pages. Each SIREN ends with its key.
  const siren = (n) => {
    const digits = String(81000000 + n);
    for (let key = 0; key < 10; key++) {
      const whole = digits + key;
      const sum = [...whole].reduceRight((sum, digit, at) => {
        const doubled = (whole.length - 1 - at) % 2 === 1 ? Number(digit) * 2 : Number(digit);
        return sum + (doubled > 9 ? doubled - 9 : doubled);
      }, 0);
      if (sum % 10 === 0) return whole;
    }
  };
  const names = ["Armor", "Belenos", "Cormoran", "Dolmen", "Ermine", "Fougère", "Goéland", "Hermitage", "Iroise", "Jabadao", "Korrigan", "Landerneau", "Menhir", "Nominoë", "Océan", "Pardon", "Quimper", "Rozenn", "Surcouf", "Triskell", "Ushant", "Vannes"];
  const clients = [];
  for (const [n, name] of names.entries()) {
    // One SIREN, one establishment.
    const vat = `FR${String((12 + 3 * (Number(siren(n)) % 97)) % 97).padStart(2, "0")}${siren(n)}`;
    for (const spelling of [name, `SARL ${name}`]) {
      const made = await j.call("save_contact", { draft: company(spelling, "", { siren: siren(n), vat_number: vat }) });
      if (n === 0) clients.push(made.id);
    }
  }
  for (const client of clients)
    await j.call("decide_kyc", { decision: { client, matter: null, to: "out_of_scope", reason: "Contentieux" } });
  await j.call("save_matter", { draft: { id: null, client: clients[0], title: "Bail" } });
  await j.call("save_matter", { draft: { id: null, client: clients[1], title: "Bail" } });

  await j.go("doublons");
  await page.getByRole("button", { name: "Chercher les doublons" }).click();
  await page.getByRole("button", { name: "Fusionner les certains…" }).click();
  const dialog = page.getByRole("dialog", { name: "Fusionner les doublons certains" });
  await visible(dialog.getByText(/21\s*fiches seront fusionnées/));
  const first = dialog.getByRole("checkbox").first();
  await first.uncheck();
  await visible(dialog.getByText(/20\s*fiches seront fusionnées/));
  await first.check();
  await dialog.getByRole("button", { name: "Page suivante" }).click();
  await visible(dialog.getByText("Page 2 sur 2"));
  assert.equal(await dialog.getByRole("checkbox").count(), 1);
  await dialog.getByRole("tab", { name: /Deux KYC ou deux grilles/ }).click();
  const aside = dialog.getByRole("checkbox", { name: /Armor.*Deux dossiers KYC/ });
  await visible(aside);
  assert.equal(await aside.isChecked(), false);
  assert.deepEqual(await violations(page), []);
  await aside.check();
  await visible(dialog.getByText(/22\s*fiches seront fusionnées/));
  await visible(dialog.getByText("Dossier : 1 reprise"));
  await dialog.getByRole("button", { name: /^Fusionner 22/ }).click();
  await gone(dialog);
  await j.told("22 fiches fusionnées");
  await eventually(async () => assert.equal(await total(j), 22));
  await visible(page.getByText("Aucun doublon à revoir"));
  await j.press("Control+z");
  await eventually(async () => assert.equal(await total(j), 44));
});
