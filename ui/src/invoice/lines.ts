// The lines of a draft while it is typed: what they say beside their work, and what is sent of it.
import type { Id, Invoice, InvoiceLine, LineDraft, LineKind, WorkRow } from "../lib/commands";
import { formatDate } from "../lib/format";
import { lineKindLabel } from "../lib/money-fr";

export type EditedLine = {
  /** Only in the page: what tells rows apart while they come and go. */
  key: string;
  kind: LineKind;
  /** The entry, expense or disbursement billed. */
  work: Id | null;
  workedOn: string | null;
  label: string;
  minutes: number | null;
  rate: number | null;
  /** Typed by hand: it counts instead of minutes and rate, or of what the work is worth. A discount is above zero here. */
  amount: number | null;
  /** None: the rate proposed. */
  vat: number | null;
  /** What the work itself says; null for a line without work. */
  own: { label: string; minutes: number | null; rate: number | null; amount: number } | null;
};

let made = 0;
const newKey = (): string => `line-${++made}`;

export function blankLine(kind: "fee" | "discount"): EditedLine {
  return {
    key: newKey(),
    kind,
    work: null,
    workedOn: null,
    label: "",
    minutes: null,
    rate: null,
    amount: null,
    vat: null,
    own: null,
  };
}

/** The line that bills some work as it is. */
export function lineOfWork(work: WorkRow): EditedLine {
  return {
    key: newKey(),
    kind: work.kind,
    work: work.id,
    workedOn: work.worked_on,
    label: work.label,
    minutes: work.minutes,
    rate: work.hourly_rate,
    amount: null,
    vat: null,
    own: { label: work.label, minutes: work.minutes, rate: work.hourly_rate, amount: work.amount },
  };
}

/** The lines of a draft as it was saved. What was adjusted stays so; what was not follows the work. */
export function linesOf(invoice: Invoice): EditedLine[] {
  return invoice.lines.map((line) => {
    const work = line.time_entry ?? line.expense ?? line.disbursement;
    return {
      key: newKey(),
      kind: line.kind,
      work,
      workedOn: line.worked_on,
      label: line.label,
      minutes: line.minutes,
      rate: line.hourly_rate,
      amount: typedAmount(line),
      vat: line.kind === "disbursement" ? null : line.vat_basis_points,
      own:
        work === null
          ? null
          : { label: "", minutes: line.work_minutes, rate: line.work_rate, amount: line.work_amount ?? line.amount },
    };
  });
}

/** The lines with their work as it is today. What was adjusted stays; `changed` counts those whose work is no longer the same. */
export function refreshed(lines: readonly EditedLine[], works: readonly WorkRow[]): { lines: EditedLine[]; changed: number } {
  const now = new Map(works.map((work) => [work.id, work]));
  let changed = 0;
  const fresh = lines.map((line) => {
    const work = line.work === null ? undefined : now.get(line.work);
    if (work === undefined || line.own === null) return line;
    const { own } = line;
    const same =
      own.minutes === work.minutes && own.rate === work.hourly_rate && (line.kind === "time" || own.amount === work.amount);
    if (!same) changed++;
    return {
      ...line,
      minutes: line.minutes === own.minutes ? work.minutes : line.minutes,
      rate: line.rate === own.rate ? work.hourly_rate : line.rate,
      own: { label: work.label, minutes: work.minutes, rate: work.hourly_rate, amount: work.amount },
    };
  });
  return { lines: fresh, changed };
}

/** The amount, where it is not what minutes and rate, or the work, give by themselves. */
function typedAmount(line: InvoiceLine): number | null {
  if (line.kind === "discount") return -line.amount;
  if (line.kind === "fee") return line.amount;
  if (line.kind === "time") return line.amount === timePrice(line.minutes ?? 0, line.hourly_rate ?? 0) ? null : line.amount;
  return line.amount === line.work_amount ? null : line.amount;
}

/** As the core prices time: half a cent goes up. Exact, whatever the rate. */
export function timePrice(minutes: number, rate: number): number {
  return Number((BigInt(minutes) * BigInt(rate) + 30n) / 60n);
}

/** What is sent of a line: nothing of what its work says by itself. */
export function draftOf(line: EditedLine): LineDraft {
  const adjusts = line.kind === "time" && line.own !== null;
  const amount = line.amount;
  return {
    kind: line.kind,
    label: line.own !== null && line.label === line.own.label ? "" : line.label,
    minutes: adjusts && line.minutes !== line.own?.minutes ? line.minutes : null,
    hourly_rate: adjusts && line.rate !== line.own?.rate ? line.rate : null,
    amount: line.kind === "discount" ? -(amount ?? 0) : line.kind === "fee" ? (amount ?? 0) : amount,
    vat_basis_points: line.kind === "disbursement" ? null : line.vat,
    time_entry: line.kind === "time" ? line.work : null,
    expense: line.kind === "expense" ? line.work : null,
    disbursement: line.kind === "disbursement" ? line.work : null,
  };
}

/** « 12/03/2026 · Rédaction de conclusions », or the kind where nothing is said. */
export function lineText(line: Pick<InvoiceLine, "kind" | "label" | "worked_on">): string {
  return [formatDate(line.worked_on), line.label || lineKindLabel(line.kind)].filter(Boolean).join(" · ");
}

/** The day so many days later: 2026-01-31 and 30 days are 2026-03-02. */
export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
}

/** « lines.2.amount » → the third line and its field. */
export function lineField(field: string): { at: number; name: string } | null {
  const match = /^lines\.(\d+)\.(\w+)$/.exec(field);
  return match ? { at: Number(match[1]), name: match[2]! } : null;
}
