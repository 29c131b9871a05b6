// A time entry as it is typed: in the row of the day, and in its dialog.
import type { ApiError, Id, TimeDraft, TimeEntry, Timekeeper } from "../lib/commands";
import type { ChosenMatter } from "../matter/MatterPicker.svelte";

/** What is put aside of a typing. */
export type TimeTyping = {
  matter: ChosenMatter | null;
  timekeeper: Id;
  workedOn: string | null;
  duration: string;
  narrative: string;
  billable: boolean;
  manualRate: number | null;
};

export class TimeForm {
  matter = $state<ChosenMatter | null>(null);
  timekeeper = $state<Id>("");
  workedOn = $state<string | null>(null);
  duration = $state("");
  narrative = $state("");
  billable = $state(true);
  /** A rate typed by hand instead of the one that applies. */
  manual = $state(false);
  manualRate = $state<number | null>(null);
  /** Takes the rate that applies now instead of the one that the entry keeps. */
  resolveAgain = $state(false);
  /** Fields whose text can't be read. */
  unreadable = $state<string[]>([]);
  error = $state.raw<{ field: string; message: string } | null>(null);
  /** The entry that is edited. */
  readonly entry: TimeEntry | null;
  /** The clock that gave the duration. */
  readonly timer: Id | null;

  constructor(entry: TimeEntry | null = null, timer: Id | null = null) {
    this.entry = entry;
    this.timer = timer;
    if (!entry) return;
    this.timekeeper = entry.timekeeper;
    this.workedOn = entry.worked_on;
    this.duration = String(entry.minutes);
    this.narrative = entry.narrative;
    this.billable = entry.billable;
    this.manual = entry.rate.step === "manual";
    this.manualRate = this.manual ? entry.rate.hourly_rate : null;
  }

  /** Whether the rate that the entry keeps stays: its minutes and text may change, its matter, person and day may not. */
  get keepsRate(): boolean {
    const { entry } = this;
    return (
      entry !== null &&
      !this.resolveAgain &&
      !this.manual &&
      entry.rate.step !== "manual" &&
      entry.matter === this.matter?.id &&
      entry.timekeeper === this.timekeeper &&
      entry.worked_on === this.workedOn
    );
  }

  /** What to ask for the rate; null while something is missing. */
  get asked(): { matter: Id; timekeeper: Id; on: string } | null {
    if (!this.matter || this.timekeeper === "" || this.workedOn === null) return null;
    return { matter: this.matter.id, timekeeper: this.timekeeper, on: this.workedOn };
  }

  isUnreadable(field: string, text: string | null): void {
    this.unreadable = text === null ? this.unreadable.filter((other) => other !== field) : [...this.unreadable, field];
  }

  errorOf(field: string): string | undefined {
    return this.error?.field === field ? this.error.message : undefined;
  }

  /** What is sent; null with the reason beside its field. */
  draft(): TimeDraft | null {
    this.error = null;
    if (this.unreadable.length > 0) return null;
    if (!this.matter) return this.#missing("matter", "Choisissez le dossier.");
    if (this.timekeeper === "") return this.#missing("timekeeper", "Choisissez l’intervenant.");
    if (this.workedOn === null) return this.#missing("worked_on", "Indiquez le jour du travail.");
    if (this.duration.trim() === "") return this.#missing("duration", "Indiquez une durée : 1h30, 1:30, 90 ou 0,5h.");
    if (this.manual && this.manualRate === null)
      return this.#missing("manual_rate", "Indiquez le taux horaire, ou reprenez le taux applicable.");
    return {
      id: this.entry?.id ?? null,
      matter: this.matter.id,
      timekeeper: this.timekeeper,
      worked_on: this.workedOn,
      duration: this.duration,
      narrative: this.narrative,
      billable: this.billable,
      manual_rate: this.manual ? this.manualRate : null,
      // An entry whose rate was typed by hand, and no longer is.
      resolve_again: this.resolveAgain || (!this.manual && this.entry?.rate.step === "manual"),
      timer: this.timer,
    };
  }

  refuse(cause: ApiError): void {
    this.error = { field: cause.field ?? "", message: cause.message };
  }

  #missing(field: string, message: string): null {
    this.error = { field, message };
    return null;
  }

  get typing(): TimeTyping {
    return {
      matter: this.matter && { ...this.matter },
      timekeeper: this.timekeeper,
      workedOn: this.workedOn,
      duration: this.duration,
      narrative: this.narrative,
      billable: this.billable,
      manualRate: this.manual ? this.manualRate : null,
    };
  }

  take(typing: TimeTyping): void {
    this.matter = typing.matter;
    this.timekeeper = typing.timekeeper;
    this.workedOn = typing.workedOn;
    this.duration = typing.duration;
    this.narrative = typing.narrative;
    this.billable = typing.billable;
    this.manual = typing.manualRate !== null;
    this.manualRate = typing.manualRate;
  }

  /** The next line: for the same matter, by the same person, on the same day. */
  next(): void {
    this.duration = "";
    this.narrative = "";
    this.billable = true;
    this.manual = false;
    this.manualRate = null;
    this.error = null;
  }
}

/** Whom an entry is proposed for: the user, or the only one there is. */
export function mine(timekeepers: readonly Timekeeper[], user: Id | undefined): Id {
  const here = timekeepers.filter((one) => one.draft.left_on === null);
  const own = here.find((one) => one.draft.user !== null && one.draft.user === user);
  return own?.id ?? (here.length === 1 ? here[0]!.id : "");
}
