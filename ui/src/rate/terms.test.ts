import { expect, test } from "vitest";
import type { Grade, RateLine, StandardRate } from "../lib/commands";
import { forWhom, hourly, inForceOn, scopeOf, scopeValue, standardGroups, termsGroups } from "./terms";

function line(
  from: string,
  rate: number,
  scope: { timekeeper?: string; grade?: Grade; matter?: string },
  in_force = false,
): RateLine {
  return {
    rate: {
      id: `${from}${scope.timekeeper ?? scope.grade ?? ""}`,
      client: "c",
      matter: scope.matter ?? null,
      timekeeper: scope.timekeeper ?? null,
      grade: scope.grade ?? null,
      effective_from: from,
      hourly_rate: rate,
      note: "",
      document: "",
      agreement: null,
      agreed_on: null,
    },
    matter_name: scope.matter ? "2026-0001 Bail" : null,
    timekeeper_name: scope.timekeeper ? "Me Martin" : null,
    agreement_name: null,
    in_force,
    created_at: "",
    created_by: "",
  };
}

test("the terms of one scope stand together, with the one in force", () => {
  const groups = termsGroups([
    line("2027-01-01", 32000, { timekeeper: "m" }),
    line("2026-03-01", 30000, { timekeeper: "m" }, true),
    line("2026-01-01", 25000, { grade: "associate" }, true),
    line("2026-01-01", 20000, { matter: "b" }),
  ]);
  expect(groups.map((group) => [group.who, group.matter, group.inForce?.rate.hourly_rate, group.lines.length])).toEqual([
    ["Me Martin", null, 30000, 2],
    ["Collaborateur, collaboratrice", null, 25000, 1],
    ["Tous les intervenants", "2026-0001 Bail", undefined, 1],
  ]);
});

test("standard rates are told for the firm, a grade, a person", () => {
  const rate = (timekeeper: string | null, grade: Grade | null, from: string): StandardRate => ({
    id: from,
    timekeeper,
    grade,
    effective_from: from,
    hourly_rate: 1,
  });
  const groups = standardGroups(
    [rate(null, null, "2024-01-01"), rate(null, "partner", "2024-01-01"), rate("x", null, "2024-01-01")],
    [],
  );
  expect(groups.map((group) => group.who)).toEqual(["Tous les intervenants", "Associé(e)", "…"]);
  expect(inForceOn([rate(null, null, "2026-01-01"), rate(null, null, "2024-01-01")], "2025-06-01")?.effective_from).toBe(
    "2024-01-01",
  );
  expect(inForceOn([rate(null, null, "2026-01-01")], "2025-06-01")).toBeUndefined();
});

test("a scope is written in one word, and read back", () => {
  for (const scope of [
    { timekeeper: null, grade: null },
    { timekeeper: "01a2", grade: null },
    { timekeeper: null, grade: "partner" as Grade },
  ])
    expect(scopeOf(scopeValue(scope))).toEqual(scope);
  expect(forWhom(null, null)).toBe("Tous les intervenants");
  expect(hourly(30000)).toBe("300,00\u00a0€/h");
});
