import { expect, test } from "vitest";
import type { Blocker } from "./commands";
import { blockerSentence, isOnlyTold } from "./undo-fr";

test("what stands in the way of an undo is named", () => {
  const blocker: Blocker = {
    table: "contact",
    record: "Anne DURAND",
    field: "notes",
    kind: "changed_since",
    expected: "",
    found: "absente",
  };
  expect(blockerSentence(blocker)).toContain("Notes de « Anne DURAND »".replace(/ (?=A)| (?=»)/g, "\u00a0"));
  expect(blockerSentence(blocker)).toContain("modifié depuis");
  const merged: Blocker = { ...blocker, field: null, kind: "merged_since", found: "Anne PETIT" };
  expect(blockerSentence(merged)).toContain("fusionnée depuis avec");
  expect(blockerSentence(merged)).toContain("Anne PETIT");
});

test("what came since a merge says where it stays or goes, and is no obstacle", () => {
  const issued: Blocker = {
    table: "invoice",
    record: "A2026-0004",
    field: null,
    kind: "came_since",
    expected: "",
    found: "Anne DURAND",
  };
  const plain = (blocker: Blocker): string => blockerSentence(blocker).replaceAll("\u00a0", " ");
  expect(plain(issued)).toBe("Facture « A2026-0004 » : reste à « Anne DURAND ».");
  expect(plain({ ...issued, table: "todo", record: "", expected: "5" })).toBe("Tâche : 5 de plus restent à « Anne DURAND ».");
  expect(plain({ ...issued, kind: "follows_since" })).toBe("Facture « A2026-0004 » : suit ce qui revient à « Anne DURAND ».");
  const parted = plain({ ...issued, table: "payment_allocation", kind: "parted_since", expected: "Luc ROUX" });
  expect(parted).toBe(
    "Affectation du règlement « A2026-0004 » : le règlement sera celui de « Luc ROUX », la facture celle de « Anne DURAND ».",
  );
  expect(isOnlyTold(issued)).toBe(true);
  expect(isOnlyTold({ ...issued, kind: "changed_since" })).toBe(false);
});
