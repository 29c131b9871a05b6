// Numbers, dates and sizes as written in France, and dates as typed by someone in a hurry.

const integer = new Intl.NumberFormat("fr-FR");

/** 12 345, with the narrow no-break space U+202F. */
export function formatNumber(value: number): string {
  return integer.format(value);
}

/** 123456 cents → `1 234,56`; whole amounts without cents. */
export function formatAmount(cents: number): string {
  const digits = cents % 100 === 0 ? 0 : 2;
  return (cents / 100).toLocaleString("fr-FR", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** 123450 cents → `1 234,50 €`: money that is due or charged always has its cents. */
export function formatEuros(cents: number): string {
  return `${(cents / 100).toLocaleString("fr-FR", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}\u00a0€`;
}

/** `1 234,56`, `1.234,56 €` or `1234.5` → cents; null when it is no amount, or more than a number holds exactly. */
export function parseAmount(text: string): number | null {
  const plain = text.replace(/[\s€]|EUR$/gi, "");
  const match = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  const cents = Number(match[1]!.replace(/[.,]/g, "")) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return Number.isSafeInteger(cents) ? cents : null;
}

/** 90 → `1 h 30`, 45 → `45 min`: the work of a day, a month, a client. */
export function formatDuration(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest}\u00a0min`;
  return rest === 0 ? `${formatNumber(hours)}\u00a0h` : `${formatNumber(hours)}\u00a0h\u00a0${pad(rest)}`;
}

/** 1,2 Mo. */
export function formatSize(bytes: number): string {
  const units = ["o", "Ko", "Mo", "Go", "To"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString("fr-FR", { maximumFractionDigits: digits })}\u00a0${units[unit]}`;
}

/** 3,4 s; 2 min 05 s. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toLocaleString("fr-FR", { maximumFractionDigits: seconds < 10 ? 1 : 0 })}\u00a0s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}\u00a0min\u00a0${pad(whole % 60)}\u00a0s`;
}

/** `2026-02-01` → `01/02/2026`; anything else comes back as it is. */
export function formatDate(iso: string | null): string {
  if (!iso) return "";
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (match) return `${match[3]}/${match[2]}/${match[1]}`;
  // Engines guess a day out of almost any text with a year in it: only a written-out instant is one.
  const date = new Date(/^\d{4}-\d{2}-\d{2}T/.test(iso) ? iso : NaN);
  return Number.isNaN(date.getTime()) ? iso : formatDate(localDay(date));
}

/** An instant on the local clock: `01/02/2026 à 14:32`. */
export function formatDateTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${formatDate(iso.length === 10 ? iso : localDay(date))} à ${date.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" })}`;
}

/** The local calendar day of an instant, `2026-02-01`. */
export function localDay(date: Date): string {
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/**
 * A date as typed: `1/2/26`, `01.02.2026`, `1-2`, `010226`, `01022026`, `2026-02-01`, `1er février 2026`, `+3`, `-1`, `hier`, `demain`, `auj`.
 * Answers `2026-02-01`, or null when it is no date.
 * A year of two digits lies in the hundred years that end twenty years from now (`past` ends them today: a birth date).
 */
export function parseDate(text: string, options: { today?: Date; past?: boolean } = {}): string | null {
  const today = options.today ?? new Date();
  const typed = fold(text);
  if (typed === "") return null;

  const offset = { "avant-hier": -2, hier: -1, aujourdhui: 0, auj: 0, aujourd: 0, j: 0, demain: 1, "apres-demain": 2 }[
    typed.replace(/'/g, "")
  ];
  if (offset !== undefined) return shifted(today, offset);
  const relative = /^([+-])\s*(\d{1,4})\s*(j|s|m|a)?$/.exec(typed);
  if (relative) return moved(today, Number(relative[2]) * (relative[1] === "-" ? -1 : 1), relative[3] ?? "j");

  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso) return calendarDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const digits = /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(typed);
  if (digits) return calendarDay(fullYear(digits[3]!, today, options.past), Number(digits[2]), Number(digits[1]));
  const parts = /^(\d{1,2})[\s/.-](\d{1,2})(?:[\s/.-](\d{2}|\d{4}))?$/.exec(typed);
  if (parts) {
    const year = parts[3] === undefined ? today.getFullYear() : fullYear(parts[3], today, options.past);
    return calendarDay(year, Number(parts[2]), Number(parts[1]));
  }
  const worded = /^(\d{1,2})(?:er)?\s*([a-z]{3,9})\.?(?:\s*(\d{2}|\d{4}))?$/.exec(typed);
  if (worded) {
    const month = MONTHS.findIndex((name) => name === worded[2] || (worded[2]!.length >= 3 && name.startsWith(worded[2]!)));
    const year = worded[3] === undefined ? today.getFullYear() : fullYear(worded[3], today, options.past);
    // « jui » may be June or July.
    if (month >= 0 && worded[2] !== "jui") return calendarDay(year, month + 1, Number(worded[1]));
  }
  return null;
}

const MONTHS = [
  "janvier",
  "fevrier",
  "mars",
  "avril",
  "mai",
  "juin",
  "juillet",
  "aout",
  "septembre",
  "octobre",
  "novembre",
  "decembre",
];

/** Lower case, without accents, every space (U+00A0, U+202F too) plain and single. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[\u2019\u2018]/g, "'")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

function fullYear(typed: string, today: Date, past = false): number {
  if (typed.length === 4) return Number(typed);
  const last = today.getFullYear() + (past ? 0 : 20);
  let year = Math.floor(last / 100) * 100 + Number(typed);
  if (year > last) year -= 100;
  return year;
}

function calendarDay(year: number, month: number, day: number): string | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

function shifted(today: Date, days: number): string {
  return localDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() + days));
}

function moved(today: Date, count: number, unit: string): string {
  if (unit === "s") return shifted(today, count * 7);
  if (unit === "j") return shifted(today, count);
  const months = unit === "a" ? count * 12 : count;
  const first = new Date(today.getFullYear(), today.getMonth() + months, 1);
  const lastDay = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
  return localDay(new Date(first.getFullYear(), first.getMonth(), Math.min(today.getDate(), lastDay)));
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}
