import assert from "node:assert/strict";
import { draft, journey, violations, visible } from "../harness.js";

for (const dark of [false, true]) {
  journey(`links, roles, filters, the board and the funnel are accessible, ${dark ? "dark" : "light"}`, { dark }, async (j) => {
    const { page } = j;
    const check = async (where) => assert.deepEqual(await violations(page), [], where);
    const company = await j.call("save_contact", { draft: draft({ kind: "legal_person", organisation_name: "Menuiserie du Port", legal_form: "SARL" }) });
    const anne = await j.call("save_contact", { draft: draft({ birth_name: "Durand", first_names: "Anne" }) });
    await j.call("set_contact_status", { id: company.id, to: "prospect", reason: "Salon" });
    await j.call("save_link", {
      link: { id: null, contact: company.id, other: anne.id, kind: "representative", function: "Gérante", capital_basis_points: null, votes_basis_points: null, through: null, starts_on: "2020-01-01", ends_on: null, note: "" },
    });
    await j.call("save_role", { role: { id: null, client: company.id, recipient: anne.id, role: "billing", is_default: true, starts_on: null, ends_on: null } });

    await j.go(`contacts/${company.id}`);
    await visible(j.detail().getByRole("region", { name: "Parcours" }));
    await check("sheet with links and moves");
    await j.detail().getByRole("tab", { name: /Liens/ }).click();
    await visible(j.detail().getByText("Représentant légal"));
    await check("links");
    await j.detail().getByRole("button", { name: "Lier une fiche" }).click();
    await page.getByRole("dialog").getByLabel(/^Elle est, pour/).selectOption({ label: "Bénéficiaire effectif" });
    await page.getByRole("combobox", { name: "Fiche liée" }).fill("durand");
    await visible(page.getByRole("option", { name: /DURAND/ }));
    await check("link dialog");
    await j.press("Escape", "Escape");
    await j.detail().getByRole("tab", { name: /Rôles/ }).click();
    await visible(j.detail().getByText("par défaut"));
    await check("roles");
    await j.detail().getByRole("button", { name: "Donner un rôle" }).click();
    await visible(page.getByRole("dialog"));
    await check("role dialog");
    await j.press("Escape");

    await j.go("contacts");
    for (const name of ["Filtres", "Exporter ces fiches"]) {
      await page.getByRole("button", { name }).click();
      await visible(page.getByRole("dialog"));
      await check(name);
      await j.press("Escape");
    }
    await page.getByLabel("Cocher toute la liste").click();
    await page.locator(".bulk").getByRole("button", { name: "Modifier" }).click();
    await page.getByRole("dialog").getByLabel("Statut").selectOption({ label: "Passer en prospect" });
    await visible(page.getByText(/fiche sera modifiée/));
    await check("bulk edit");
    await j.press("Escape");

    await j.go("contacts/nouveau");
    const form = page.getByRole("form", { name: "Nouvelle fiche" });
    for (const [kind, section] of [["Personne physique", "Pièce d’identité"], ["Personne morale", "Immatriculation et capital"], ["Juridiction", "Chambres et greffe"]]) {
      await form.getByLabel(kind).check();
      await form.getByText(section).click();
      await check(`form of ${kind}`);
    }
    await form.getByRole("button", { name: "Coller une signature" }).click();
    await page.getByLabel("Texte collé").fill("Anne DURAND\n06 12 34 56 78");
    await visible(page.getByRole("region", { name: "Ce qui est reconnu" }));
    await check("signature");
    await j.press("Escape");

    await j.go("parcours");
    await visible(page.getByRole("article", { name: /Menuiserie/ }));
    await check("board");
    await j.go("parcours/tunnel");
    await visible(page.getByRole("img"));
    await check("funnel");

    await j.go("importer");
    await j.choose("a.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Roux;Léa;;;\r\nFN:Léa Roux\r\nEND:VCARD\r\n");
    await visible(page.getByRole("heading", { name: "1. Ce que contiennent les cartes" }));
    await check("import of cards");
    await page.getByRole("button", { name: "Importer un autre fichier" }).click();
    await j.choose("b.csv", "Nom;E-mail\nRoux;\n;perdu@exemple.fr\n");
    await page.getByRole("button", { name: "Importer", exact: true }).click();
    await visible(page.getByText(/dans un fichier à corriger/));
    await check("rejected rows");
  });
}
