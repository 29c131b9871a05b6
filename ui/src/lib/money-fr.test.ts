import { expect, test } from "vitest";
import { INVOICE_VIEWS, invoiceCount, invoiceName, invoiceState, invoiceViewOf, invoiceViewPath, vatLabel } from "./money-fr";

const issued = { kind: "invoice", number: "A2026-0001", open: 100, mark: null, doubtful: false, days_overdue: 0 } as const;

test("where an invoice stands, the gravest word first", () => {
  expect(invoiceState(issued).label).toBe("À régler");
  expect(invoiceState({ ...issued, days_overdue: 1 }).label).toBe("Échue, 1\u00a0jour");
  expect(invoiceState({ ...issued, days_overdue: 91, doubtful: true }).label).toBe("Douteuse");
  expect(invoiceState({ ...issued, doubtful: true, mark: "disputed" }).label).toBe("Contestée");
  // What is paid is no longer doubtful, whatever was thought of it.
  expect(invoiceState({ ...issued, open: 0, mark: "disputed" }).label).toBe("Soldée");
  expect(invoiceState({ ...issued, open: -1 }).label).toBe("Trop-perçu");
  expect(invoiceState({ ...issued, number: "" }).label).toBe("Projet");
  expect(invoiceState({ ...issued, kind: "credit_note", open: 0 }).label).toBe("Avoir");
});

test("each view has an address of its own", () => {
  for (const view of INVOICE_VIEWS) expect(invoiceViewOf(invoiceViewPath(view))).toBe(view);
  expect(invoiceViewOf("nouvelle")).toBeNull();
  expect(invoiceViewOf(undefined)).toBeNull();
});

test("rates, names and counts are French", () => {
  expect([2000, 550, 210, 0].map(vatLabel)).toEqual(["20\u00a0%", "5,5\u00a0%", "2,1\u00a0%", "0\u00a0%"]);
  expect(invoiceName({ kind: "credit_note", number: "A2026-0002" })).toBe("Avoir A2026-0002");
  expect([invoiceCount(1, "all"), invoiceCount(2, "credit_notes"), invoiceCount(0, "drafts")]).toEqual([
    "1\u00a0pièce",
    "2\u00a0avoirs",
    "0\u00a0projet",
  ]);
});
