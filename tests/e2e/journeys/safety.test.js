import assert from "node:assert/strict";
import { draft, eventually, journey, violations, visible } from "../harness.js";

const MARKUP = `<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>{{7*7}}\${7*7}'"--`;
const HOSTILE = {
  markup: MARKUP,
  long: "Anticonstitutionnellement".repeat(400),
  rtl: "‮مكتب المحاماة\u202e שלום",
  emoji: "👩🏽‍⚖️".repeat(60),
  formula: "=HYPERLINK(\"http://example.org\")",
};

/** By whole characters: half of one is no text. */
const cut = (text, length) => [...text].slice(0, length).join("");

/** Nothing is wider than the window, and the screen can be used. */
async function keepsItsShape(page, where) {
  const wide = await page.evaluate(() => ({
    page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    main: [...document.querySelectorAll("main, article, form, section")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === "visible")
      .map((element) => `${element.tagName} ${element.getAttribute("aria-label") ?? element.getAttribute("aria-labelledby") ?? element.className}`),
  }));
  assert.ok(wide.page <= 0, `${where}: the page is wider than the window`);
  assert.deepEqual(wide.main, [], `${where}: something sticks out`);
  assert.equal(await page.evaluate(() => window.harmed), undefined, `${where}: markup was executed`);
}

journey("hostile texts are shown as they are, everywhere, and break nothing", {}, async (j) => {
  const { page } = j;
  const ids = [];
  for (const text of Object.values(HOSTILE)) {
    const quality = await j.call("save_quality", { quality: { id: null, name: `Q ${cut(text, 200)}` } });
    for (const kind of ["natural_person", "legal_person"]) {
      const contact = await j.call("save_contact", {
        draft: draft({
          kind, civility: cut(text, 50), birth_name: kind === "natural_person" ? cut(text, 10_000) : "", first_names: text,
          organisation_name: kind === "legal_person" ? cut(text, 10_000) : "", acronym: text, trade_name: text, legal_form: text, notes: text,
          siren: cut(text, 300), siret: cut(text, 300), vat_number: cut(text, 300), to_check: ["siren", "siret", "vat_number"],
          external_ref: cut(text, 300),
          emails: [{ id: null, label: cut(text, 300), address: cut(text, 300), to_check: true }],
          phones: [{ id: null, label: cut(text, 300), number: cut(text, 300) }],
          addresses: [{ id: null, label: cut(text, 300), street: text, postal_code: cut(text, 300), town: text, country: text }],
          former_names: [{ id: null, name: text }], qualities: [quality.id],
        }),
      });
      ids.push(contact.id);
    }
  }
  // Somebody who is like the very long name: of its own kind.
  await j.call("save_contact", { draft: draft({ birth_name: HOSTILE.long, first_names: HOSTILE.long }) });
  for (const [width, height] of [[1280, 800], [900, 600]]) {
    await page.setViewportSize({ width, height });
    await j.go("contacts");
    await visible(j.rows());
    await keepsItsShape(page, `list ${width}`);
    for (const id of ids) {
      await j.go(`contacts/${id}`);
      await visible(j.detail().getByRole("heading", { name: "Coordonnées" }));
      await keepsItsShape(page, `detail ${width}`);
      await j.detail().getByRole("tab", { name: "Historique" }).click();
      await visible(j.detail().getByRole("button", { name: "Annuler cette opération" }));
      await keepsItsShape(page, `record history ${width}`);
      await j.detail().getByRole("tab", { name: "Fiche" }).click();
      await j.go(`contacts/${id}/modifier`);
      await visible(page.getByRole("form").getByRole("textbox", { name: "Notes" }));
      await keepsItsShape(page, `form ${width}`);
    }
    // The very long name has a look-alike as long, which comes a moment after the form.
    await j.go(`contacts/${ids[2]}/modifier`);
    await visible(page.getByRole("complementary", { name: "Fiches ressemblantes" }).getByRole("link"));
    await keepsItsShape(page, `form with look-alikes ${width}`);
    for (const route of ["historique", "accueil", "parametres"]) {
      await j.go(route);
      await visible(page.getByRole("heading", { level: 1 }));
      await keepsItsShape(page, `${route} ${width}`);
    }
  }

  // Typed by hand as well: into the search, the palette and every field of the form.
  await j.go("contacts");
  await page.getByRole("searchbox").fill(MARKUP);
  await visible(j.rows().first());
  await j.press("Control+k");
  await visible(page.getByRole("dialog"));
  await j.type(MARKUP);
  await visible(page.getByRole("dialog").getByRole("option"));
  await keepsItsShape(page, "palette");
  await j.press("Escape");
  await j.go("contacts/nouveau");
  const form = page.getByRole("form", { name: "Nouvelle fiche" });
  await visible(form);
  await visible(form.getByLabel("Nom de naissance"));
  const folded = form.locator("details:not([open]) > summary");
  while ((await folded.count()) > 0) await folded.first().click();
  for (const field of await form.locator("input[type=text]:not([role=combobox], [placeholder='jj/mm/aaaa']), textarea").all()) await field.fill(MARKUP);
  await j.press("Control+s");
  await form.getByLabel("Garder, « à vérifier »").check();
  await j.press("Control+s");
  await visible(j.detail().getByRole("heading", { name: "Coordonnées" }));
  await keepsItsShape(page, "typed contact");
});

for (const dark of [false, true]) {
  journey(`every screen is accessible, ${dark ? "dark" : "light"}`, { start: "first_run", dark }, async (j) => {
    const { page } = j;
    const check = async (where) => assert.deepEqual(await violations(page), [], where);
    await visible(page.getByRole("button", { name: "Commencer seul" }));
    await check("first run");
    await page.getByRole("button", { name: "Commencer seul" }).click();
    await check("the firm");
    await j.setUp();
    await page.reload();
    await visible(page.getByRole("heading", { level: 1 }));
    await check("home, empty");
    await j.go("contacts");
    await visible(page.getByText("Votre base est vide"));
    await check("contacts, empty");

    const contact = await j.call("save_contact", {
      draft: draft({
        civility: "Mme", birth_name: "Durand", first_names: "Anne", usage_name: "Le Goff", birth_date: "1970-03-12", notes: "Une note.", external_ref: "D-12",
        emails: [{ id: null, label: "Bureau", address: "anne@exemple.fr", to_check: false }, { id: null, label: "", address: "fausse", to_check: true }],
        phones: [{ id: null, label: "Mobile", number: "0612345678" }], addresses: [{ id: null, label: "Domicile", street: "1 rue du Port", postal_code: "29200", town: "Brest", country: "" }],
        former_names: [{ id: null, name: "Durant" }], qualities: [(await j.call("qualities"))[0].id],
      }),
    });
    await j.call("save_contact", { draft: { ...contact.draft, notes: "Une autre note." } });
    await j.call("save_contact", { draft: draft({ kind: "court", organisation_name: "Tribunal judiciaire de Brest" }) });
    await visible(j.row("LE GOFF").or(j.row("DURAND")));
    await check("contacts, list");
    await j.rows().first().click();
    await visible(j.detail().getByRole("heading", { name: "Coordonnées" }).or(j.detail().getByRole("heading", { name: "Identité" })).first());
    await j.go(`contacts/${contact.id}`);
    await visible(j.detail().getByRole("link", { name: "anne@exemple.fr" }));
    await check("contact, sheet");
    await j.detail().getByRole("button", { name: /Statut : Contact/ }).click();
    await visible(page.getByRole("menuitem"));
    await check("contact, moves");
    await page.getByRole("menuitem").first().click();
    await visible(page.getByRole("dialog"));
    await check("contact, move");
    await j.press("Escape");
    await j.detail().getByRole("tab", { name: "Historique" }).click();
    await visible(j.detail().getByRole("button", { name: "Annuler cette opération" }));
    await check("contact, history");

    await j.go("contacts/nouveau");
    const form = page.getByRole("form", { name: "Nouvelle fiche" });
    await form.getByLabel("Nom de naissance").fill("Durand");
    await visible(form.getByRole("complementary", { name: "Fiches ressemblantes" }).getByRole("link"));
    await form.getByLabel("Adresse électronique").first().fill("fausse");
    await j.press("Control+s");
    await visible(form.getByRole("alert"));
    await check("form, with look-alikes and an error");
    await form.getByRole("combobox", { name: "Qualités" }).fill("e");
    await visible(page.getByRole("listbox").getByRole("option"));
    await check("form, qualities");
    await j.press("Escape", "Escape");
    await visible(page.getByRole("dialog", { name: "Abandonner la saisie ?" }));
    await check("form, question");
    await page.getByRole("button", { name: "Continuer la saisie" }).click();
    await j.go("contacts");
    await visible(page.getByText(/a été retrouvée/));
    await check("contacts, with a typing found again");
    await page.getByRole("button", { name: "Abandonner" }).click();

    await j.press("Control+k");
    await visible(page.getByRole("dialog", { name: "Chercher une fiche ou une action" }));
    await j.type("durand");
    await visible(page.getByRole("option", { name: /DURAND|LE GOFF/ }));
    await check("palette");
    await j.press("Escape");
    await j.press("Shift+?");
    await visible(page.getByRole("dialog"));
    await check("help");
    await j.press("Escape");

    await j.go("importer");
    await visible(page.getByRole("button", { name: "Choisir un fichier…" }));
    await check("import, choice");
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choisir un fichier…" }).click();
    await (await chooser).setFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("Nom;Prénom;SIRET\nRoux;Léa;123\n") });
    await visible(page.getByRole("button", { name: "Vérifier sans importer" }));
    await page.getByRole("button", { name: "Vérifier sans importer" }).click();
    await visible(page.getByText("Rien n’a été écrit."));
    await check("import, checked");
    await page.getByRole("button", { name: "Importer", exact: true }).click();
    await visible(page.getByText("Import terminé"));
    await check("import, done");

    await j.go("historique");
    await visible(page.getByRole("button", { name: /Annuler/ }));
    await check("history");
    await j.go("accueil");
    await visible(page.getByText("Fiches récentes"));
    await check("home");
    await j.go("parametres");
    await visible(page.getByRole("heading", { level: 1 }));
    const sections = await page.getByRole("navigation", { name: /Paramètres|Réglages|Rubriques/ }).getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    assert.ok(sections.length > 2, "the settings have sections");
    for (const section of sections) {
      await j.go(section.replace(/^#\//, ""));
      await eventually(async () => assert.ok(page.url().endsWith(section)));
      await visible(page.getByRole("heading", { level: 2 }).or(page.getByRole("heading", { level: 1 })));
      await check(`settings ${section}`);
    }
  });
}
