import { describe, expect, test } from "vitest";
import type { Invoice, InvoiceLine, WorkRow } from "../lib/commands";
import { blankLine, dayAfter, draftOf, lineField, lineOfWork, linesOf, lineText, refreshed, timePrice } from "./lines";

const work: WorkRow = {
  kind: "time",
  id: "entry",
  matter: "m",
  reference: "2026-0001",
  matter_title: "Bail",
  client: "c",
  client_name: "ROUX",
  worked_on: "2026-03-02",
  label: "Conclusions",
  timekeeper_name: "Me Martin",
  minutes: 90,
  hourly_rate: 30000,
  amount: 45000,
  draft: null,
};

describe("what is sent of a line", () => {
  test("work as it is says nothing of itself", () => {
    expect(draftOf(lineOfWork(work))).toEqual({
      kind: "time",
      label: "",
      minutes: null,
      hourly_rate: null,
      amount: null,
      vat_basis_points: null,
      time_entry: "entry",
      expense: null,
      disbursement: null,
    });
  });

  test("only what was adjusted is sent", () => {
    const line = { ...lineOfWork(work), minutes: 60, label: "Relecture" };
    expect(draftOf(line)).toMatchObject({ label: "Relecture", minutes: 60, hourly_rate: null, amount: null });
    expect(draftOf({ ...line, amount: 20000 })).toMatchObject({ minutes: 60, amount: 20000 });
  });

  test("a discount is typed above zero and sent below it", () => {
    expect(draftOf({ ...blankLine("discount"), amount: 5000 }).amount).toBe(-5000);
    expect(draftOf(blankLine("fee")).amount).toBe(0);
  });

  test("a disbursement bears no VAT", () => {
    const line = { ...lineOfWork({ ...work, kind: "disbursement", minutes: null, hourly_rate: null }), vat: 2000 };
    expect(draftOf(line)).toMatchObject({ vat_basis_points: null, disbursement: "entry", time_entry: null });
  });
});

describe("a saved draft, opened again", () => {
  const kept: InvoiceLine = {
    id: "l",
    kind: "time",
    label: "Conclusions",
    worked_on: "2026-03-02",
    minutes: 60,
    hourly_rate: 30000,
    amount: 30000,
    vat_basis_points: 2000,
    time_entry: "entry",
    expense: null,
    disbursement: null,
    timekeeper: "Me Julie Martin",
    work_minutes: 90,
    work_rate: 30000,
    work_amount: null,
  };
  const lines = (...given: Partial<InvoiceLine>[]) =>
    linesOf({ lines: given.map((one) => ({ ...kept, ...one })) } as Invoice).map(draftOf);

  test("keeps what was adjusted, and lets the rest follow the work", () => {
    expect(lines({})[0]).toMatchObject({ minutes: 60, hourly_rate: null, amount: null });
    expect(lines({ minutes: 90, amount: 45000 })[0]).toMatchObject({ minutes: null, amount: null });
    expect(lines({ amount: 25000 })[0]).toMatchObject({ minutes: 60, amount: 25000 });
  });

  test("costs keep an amount only where it is another one", () => {
    const cost = { kind: "expense", time_entry: null, expense: "e", minutes: null, hourly_rate: null } as const;
    expect(lines({ ...cost, amount: 4200, work_amount: 4200 })[0]).toMatchObject({ amount: null, expense: "e" });
    expect(lines({ ...cost, amount: 4000, work_amount: 4200 })[0]).toMatchObject({ amount: 4000 });
  });

  test("a discount comes back above zero", () => {
    const discount = { kind: "discount", time_entry: null, minutes: null, hourly_rate: null, amount: -5000 } as const;
    expect(linesOf({ lines: [{ ...kept, ...discount }] } as unknown as Invoice)[0]!.amount).toBe(5000);
    expect(lines(discount)[0]!.amount).toBe(-5000);
  });
});

describe("work that was edited under its draft", () => {
  const now = { ...work, minutes: 120, amount: 60000 };

  test("is said anew, and followed", () => {
    const { lines, changed } = refreshed([lineOfWork(work)], [now]);
    expect(changed).toBe(1);
    expect(lines[0]).toMatchObject({ minutes: 120, rate: 30000 });
    expect(draftOf(lines[0]!)).toMatchObject({ minutes: null, hourly_rate: null, label: "" });
  });

  test("leaves what was adjusted as it is", () => {
    const { lines } = refreshed([{ ...lineOfWork(work), minutes: 60 }], [now]);
    expect(draftOf(lines[0]!).minutes).toBe(60);
  });

  test("changes nothing where it is the same, or gone", () => {
    const lines = [lineOfWork(work), blankLine("fee")];
    expect(refreshed(lines, [work]).changed).toBe(0);
    expect(refreshed(lines, [])).toEqual({ lines, changed: 0 });
  });
});

test("time is priced as the core does: half a cent goes up", () => {
  expect([timePrice(20, 30000), timePrice(1, 90), timePrice(1, 89), timePrice(7, 25013)]).toEqual([10000, 2, 1, 2918]);
});

test("a line is told by its day and words, or its kind", () => {
  expect(lineText({ kind: "time", label: "Appel", worked_on: "2026-03-02" })).toBe("02/03/2026 · Appel");
  expect(lineText({ kind: "fee", label: "", worked_on: null })).toBe("Honoraires");
});

test("days are counted over months and years", () => {
  expect(dayAfter("2026-01-31", 30)).toBe("2026-03-02");
  expect(dayAfter("2025-12-31", 1)).toBe("2026-01-01");
  expect(dayAfter("", 1)).toBe("");
});

test("the line and field of a refusal are read", () => {
  expect(lineField("lines.12.amount")).toEqual({ at: 12, name: "amount" });
  expect(lineField("lines")).toBeNull();
});
