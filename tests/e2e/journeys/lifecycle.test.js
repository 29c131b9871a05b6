import assert from "node:assert/strict";
import { draft, eventually, gone, journey, visible } from "../harness.js";

const move = (j, contact, ...moves) => moves.reduce((before, to) => before.then(() => j.call("set_contact_status", { id: contact.id, to, reason: "Salon" })), Promise.resolve());

journey("contacts move on the board by the keyboard and by the mouse; a move that is none is explained", {}, async (j) => {
  const { page } = j;
  const paul = await j.call("save_contact", { draft: draft({ birth_name: "Moreau", first_names: "Paul" }) });
  const jean = await j.call("save_contact", { draft: draft({ birth_name: "Petit", first_names: "Jean" }) });
  await j.go("parcours");
  const column = (name) => page.getByRole("region", { name: new RegExp(`^${name} :`) });
  const card = (name) => page.getByRole("article", { name: new RegExp(name) });
  await visible(column("Contact").getByRole("article"));
  await eventually(async () => assert.equal(await column("Contact").getByRole("article").count(), 2));

  // By the keyboard: the card keeps it in its new column.
  await card("MOREAU").focus();
  await j.press("Shift+ArrowRight");
  const dialog = page.getByRole("dialog", { name: "Passer en prospect" });
  await dialog.getByLabel("Motif (facultatif)").fill("Rencontré au salon");
  await j.press("Enter");
  await visible(column("Prospect").getByRole("article", { name: /MOREAU/ }));
  await eventually(async () => assert.match((await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))) ?? "", /MOREAU/));
  assert.equal((await j.call("get_contact", { id: paul.id })).status, "prospect");
  assert.equal((await j.call("status_moves", { id: paul.id }))[0].reason, "Rencontré au salon");

  // By the mouse, where it may go and where it may not.
  await card("PETIT").dragTo(column("Prospect perdu"));
  await j.told("on ne passe pas à « Prospect perdu »");
  assert.equal((await j.call("get_contact", { id: jean.id })).status, "unqualified");
  await card("PETIT").dragTo(column("Client actif"));
  await page.getByRole("dialog", { name: "Passer en client actif" }).getByRole("button", { name: "Passer en client actif" }).click();
  await visible(column("Client actif").getByRole("article", { name: /PETIT/ }));
  await j.press("Control+z");
  await visible(column("Contact").getByRole("article", { name: /PETIT/ }));

  // The sheet tells the way a contact has gone.
  await card("MOREAU").focus();
  await j.press("Enter");
  await visible(j.detail().getByRole("region", { name: "Parcours" }).getByText(/Rencontré au salon/));
});

journey("the funnel shows the same numbers as a picture and as a table", {}, async (j) => {
  const { page } = j;
  const names = ["Un", "Deux", "Trois", "Quatre"];
  const contacts = [];
  for (const name of names) contacts.push(await j.call("save_contact", { draft: draft({ birth_name: name }) }));
  await move(j, contacts[0], "prospect", "active_client");
  await move(j, contacts[1], "prospect", "lost_prospect");
  await move(j, contacts[2], "prospect");
  await j.go("parcours/tunnel");
  await visible(page.getByRole("img", { name: "Contact : 4, Prospect : 3, Client actif : 1" }));
  const row = (name) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  const cells = async (name) => (await row(name).getByRole("cell").allInnerTexts()).map((text) => text.replace(/\s/g, " "));
  assert.deepEqual((await cells("Contact")).slice(0, 4), ["4 fiches", "Prospect", "3", "75 %"]);
  assert.deepEqual((await cells("Prospect")).slice(0, 4), ["3 fiches", "Client actif", "1", "33,3 %"]);
  assert.equal((await cells("Prospect perdu"))[0], "1 fiche");
  await page.getByRole("button", { name: "L’an dernier" }).click();
  await visible(page.getByRole("img", { name: "Contact : 0, Prospect : 0, Client actif : 0" }));
  await page.getByLabel("Du").fill("31/12/9999x");
  await page.getByLabel("Du").blur();
  await visible(page.getByText(/n’est pas une date/));
});
