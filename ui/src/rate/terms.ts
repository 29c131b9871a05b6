// Rates as they are read: those of one scope together, the one in force first.
import type { Grade, Id, RateLine, RateTried, SimulatedRate, StandardRate, Timekeeper } from "../lib/commands";
import { formatDate, formatEuros } from "../lib/format";
import { gradeLabel } from "../lib/fr";

/** « 300,00 €/h » */
export function hourly(cents: number): string {
  return `${formatEuros(cents)}/h`;
}

/** For whom a rate is: a timekeeper, a grade, or everyone. */
export function forWhom(timekeeper: string | null | undefined, grade: Grade | null): string {
  if (timekeeper) return timekeeper;
  return grade ? gradeLabel(grade) : "Tous les intervenants";
}

export type TermsGroup = {
  key: string;
  who: string;
  matter: string | null;
  /** The one that applies today, if any. */
  inForce: RateLine | undefined;
  /** Newest first. */
  lines: RateLine[];
};

/** The lines of the grid, those of one scope together, in the order in which they come. */
export function termsGroups(lines: readonly RateLine[]): TermsGroup[] {
  const groups: TermsGroup[] = [];
  for (const line of lines) {
    const { matter, timekeeper, grade } = line.rate;
    const key = [matter, timekeeper, grade].join("/");
    let group = groups.find((one) => one.key === key);
    if (!group) {
      group = { key, who: forWhom(line.timekeeper_name, grade), matter: line.matter_name, inForce: undefined, lines: [] };
      groups.push(group);
    }
    group.lines.push(line);
    if (line.in_force) group.inForce = line;
  }
  return groups;
}

export type StandardGroup = { key: string; who: string; rates: StandardRate[] };

/** Standard rates: the firm's, by grade, by timekeeper. */
export function standardGroups(rates: readonly StandardRate[], timekeepers: readonly Timekeeper[]): StandardGroup[] {
  const groups: StandardGroup[] = [];
  for (const rate of rates) {
    const key = `${rate.timekeeper ?? ""}/${rate.grade ?? ""}`;
    let group = groups.find((one) => one.key === key);
    if (!group) {
      const name = timekeepers.find((one) => one.id === rate.timekeeper)?.draft.name;
      group = { key, who: rate.timekeeper && !name ? "…" : forWhom(name, rate.grade), rates: [] };
      groups.push(group);
    }
    group.rates.push(rate);
  }
  return groups;
}

/** Of rates of one scope, newest first: which one applies on a day. */
export function inForceOn<Rate extends { effective_from: string }>(rates: readonly Rate[], day: string): Rate | undefined {
  return rates.find((rate) => rate.effective_from <= day);
}

/** What one rule of the precedence has to say. */
export function triedSaid(step: RateTried): string {
  if (step.hourly_rate === null) return "aucun taux";
  return `${hourly(step.hourly_rate)} depuis le ${formatDate(step.effective_from)}`;
}

/** The scopes for which a rate can be set: everyone, each grade, each timekeeper. The value says which. */
export function scopeOptions(
  grades: readonly Grade[],
  timekeepers: readonly Timekeeper[],
  everyone: string,
): { value: string; label: string }[] {
  return [
    { value: "", label: everyone },
    ...grades.map((grade) => ({ value: `grade:${grade}`, label: `Grade : ${gradeLabel(grade)}` })),
    ...timekeepers.map((one) => ({ value: `timekeeper:${one.id}`, label: one.draft.name })),
  ];
}

export function scopeOf(value: string): { timekeeper: Id | null; grade: Grade | null } {
  const [kind, of = ""] = value.split(":");
  return { timekeeper: kind === "timekeeper" ? of : null, grade: kind === "grade" ? (of as Grade) : null };
}

export function scopeValue(rate: { timekeeper: Id | null; grade: Grade | null }): string {
  if (rate.timekeeper) return `timekeeper:${rate.timekeeper}`;
  return rate.grade ? `grade:${rate.grade}` : "";
}

/** Whom a simulation has no rate for. */
export function without(rates: readonly SimulatedRate[]): string[] {
  return rates.filter((one) => one.answer.chosen === null).map((one) => one.name);
}
