import { expect, test } from "vitest";
import type { MatterRow } from "../lib/commands";
import { matterOptions } from "./roles";

const row = (id: string, archived: boolean): MatterRow => ({
  id,
  reference: `2026-000${id}`,
  title: "Bail",
  status: archived ? "archived" : "open",
  client: "c",
  client_name: "DURAND Anne",
  responsible_name: null,
  opened_on: "2026-01-01",
  closed_on: null,
  court_number: "",
  kyc: "to_do",
});

test("open matters come first, and the one chosen is always among them", () => {
  const options = matterOptions("Tous", [row("1", true), row("2", false)], { id: "9", name: "2020-0009 Ancien" });
  expect(options.map((option) => option.label)).toEqual([
    "Tous",
    "2020-0009 Ancien",
    "2026-0002 Bail",
    "2026-0001 Bail (archivé)",
  ]);
  expect(matterOptions("Tous", [row("1", false)], { id: "1", name: "" })).toHaveLength(2);
});
