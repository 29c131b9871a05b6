import { expect, test } from "vitest";
import {
  INVOICE_VIEWS,
  invoiceCount,
  invoiceName,
  invoiceState,
  invoiceViewOf,
  invoiceViewPath,
  reminderLevelLabel,
  retainerState,
  retainerSubject,
  vatLabel,
} from "./money-fr";

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

test("a provision is asked for, received, then used; what can be used comes first", () => {
  const asked = { received: 0, refunded: 0, open: 100, available: 0, due_on: null, withdrawn_on: null };
  const label = (fields: Partial<typeof asked> | object) => retainerState({ ...asked, ...fields }, "2026-03-02").label;
  expect(label({})).toBe("Demandée");
  expect(label({ due_on: "2026-03-02" })).toBe("Demandée");
  expect(label({ due_on: "2026-03-01" })).toBe("En retard");
  expect(label({ received: 40, open: 60, available: 40, due_on: "2026-03-01" })).toBe("Reçue en partie");
  expect(label({ received: 40, open: 60 })).toBe("Reçue en partie");
  expect(label({ received: 100, open: 0, available: 10 })).toBe("Disponible");
  expect(label({ received: 100, open: 0 })).toBe("Imputée");
  expect(label({ received: 100, refunded: 30, open: 0 })).toBe("Soldée");
  expect(label({ received: 100, refunded: 100, open: 0 })).toBe("Rendue");
  expect(label({ received: 40, refunded: 40, open: 0, withdrawn_on: "2026-03-02" })).toBe("Rendue");
  expect(label({ received: 40, refunded: 10, available: 30, open: 60 })).toBe("Reçue en partie");
  expect(label({ open: 0, withdrawn_on: "2026-03-02" })).toBe("Retirée");
  expect(label({ received: 40, open: 0, available: 40, withdrawn_on: "2026-03-02" })).toBe("Disponible");
  expect(retainerSubject({ matter_name: "2026-0001 Bail", subject: "" })).toBe("2026-0001 Bail");
});

test("letters rise by degrees", () => {
  expect([1, 2, 3].map(reminderLevelLabel)).toEqual(["Rappel", "Relance", "Mise en demeure"]);
});
