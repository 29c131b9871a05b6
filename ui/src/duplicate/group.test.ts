import { expect, test } from "vitest";
import type { DuplicateGroup, DuplicateLevel, DuplicateLink, GroupField, GroupMember } from "../lib/commands";
import { likelyOne, optionsOf } from "./group";
import { movesSaid, sumOfMoves } from "./moves";

const link = (a: string, b: string, level: DuplicateLevel): DuplicateLink => ({ a, b, level, score: 0.9, reasons: [] });
const group = (...links: DuplicateLink[]): DuplicateGroup => ({ contacts: [], links, level: links[0]!.level, score: 0.9 });

test("what leads to the best pair by sure links is one; other establishments and possibilities are left to the person", () => {
  const chain = group(link("a", "b", "certain"), link("b", "c", "probable"), link("c", "d", "possible"));
  expect([...likelyOne(chain)]).toEqual(["a", "b", "c"]);
  const company = group(link("a", "b", "certain"), link("b", "c", "same_company"), link("d", "e", "probable"));
  expect([...likelyOne(company)]).toEqual(["a", "b"]);
  expect([...likelyOne(group(link("a", "b", "possible"), link("c", "b", "possible")))]).toEqual(["a", "b", "c"]);
});

test("a value is offered once, with those who say it, and nothing comes last", () => {
  const member = (id: string): GroupMember => ({ id, name: id, status: "prospect", created_at: "2026-01-01T00:00:00Z" });
  const values = [
    ["a", ""],
    ["b", "avocate"],
    ["c", "avocate"],
    ["x", "notaire"],
  ].map(([contact, value]) => ({
    contact: contact!,
    value: value!,
  }));
  const field: GroupField = { field: "profession", values, proposed: "b", chosen: "b", reason: "" };
  const options = optionsOf(field, ["a", "b", "c"].map(member));
  expect(options.map(({ value, contacts }) => [value, contacts.map(({ id }) => id)])).toEqual([
    ["avocate", ["b", "c"]],
    ["", ["a"]],
  ]);
});

test("what moves is summed by table", () => {
  const matter = { table: "matter", moved: 2, joined: 0, with_itself: 0 };
  const email = { table: "contact_email", moved: 1, joined: 1, with_itself: 0 };
  const sums = sumOfMoves([[matter, email], [matter], [{ ...matter, table: "todo", moved: 0 }]]);
  expect(sums).toEqual([email, { ...matter, moved: 4 }]);
  expect(movesSaid(sums[0]!).replaceAll("\u00a0", " ")).toBe("1 reprise, 1 déjà là, réunie");
});
