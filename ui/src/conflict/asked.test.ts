import { expect, test } from "vitest";
import type { Party } from "../lib/commands";
import { askedOf, readAsked } from "./asked";

test("names are read one a line, with what is known of them", () => {
  const asked = readAsked(
    "Anne Durand ; 12/03/1970\n\n Menuiserie du Port; 732 829 320 \nJean ; Martin\r\nX;73282932000074",
    "for",
  );
  expect(asked.map(({ name, born, siren }) => [name, born, siren])).toEqual([
    ["Anne Durand", "1970-03-12", null],
    ["Menuiserie du Port", null, "732829320"],
    ["Jean Martin", null, null],
    ["X", null, "73282932000074"],
  ]);
  expect(asked.every(({ side, contact }) => side === "for" && contact === null)).toBe(true);
});

test("the parties of a matter are asked for once on each side", () => {
  const party = (contact: string, side: Party["side"]): Party => ({
    id: `${contact}${side}`,
    matter: "m",
    contact,
    name: contact.toUpperCase(),
    status: "prospect",
    side,
    represents: null,
    note: "",
    roles: [],
  });
  const parties = [party("anne", "for"), party("luc", "against"), party("luc", "against"), party("anne", "neutral")];
  expect(askedOf({ parties }).map(({ name, contact, side }) => [name, contact, side])).toEqual([
    ["ANNE", "anne", "for"],
    ["LUC", "luc", "against"],
    ["ANNE", "anne", "neutral"],
  ]);
});
