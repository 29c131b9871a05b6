// Numbers as people write them. What has not the expected shape comes back as it is.

/** `732829320` → `732 829 320`, with no-break spaces. */
export function formatSiren(text: string): string {
  const digits = compact(text);
  return /^\d{9}$/.test(digits) ? grouped(digits, [3, 3, 3]) : text;
}

/** `73282932000074` → `732 829 320 00074`. */
export function formatSiret(text: string): string {
  const digits = compact(text);
  return /^\d{14}$/.test(digits) ? grouped(digits, [3, 3, 3, 5]) : text;
}

/** `FR44732829320` → `FR 44 732 829 320`. */
export function formatVat(text: string): string {
  const match = /^FR([0-9A-Z]{2})(\d{9})$/.exec(compact(text).toUpperCase());
  return match ? ["FR", match[1], grouped(match[2]!, [3, 3, 3])].join(SPACE) : text;
}

/** `+33612345678` → `06 12 34 56 78`; other countries keep their code: `+590 590 12 34 56`. */
export function formatPhone(text: string): string {
  const number = compact(text);
  const french = /^(?:\+33|0)([1-9]\d{8})$/.exec(number);
  if (french) return grouped(`0${french[1]!}`, [2, 2, 2, 2, 2]);
  const overseas = /^\+(262|508|590|594|596|681|687|689)(\d{6,9})$/.exec(number);
  if (overseas) {
    const local = overseas[2]!;
    return `+${overseas[1]!}${SPACE}${local.length === 9 ? grouped(local, [3, 2, 2, 2]) : grouped(local, [2, 2, 2, 2, 2])}`;
  }
  return text;
}

/** `FR7630006000011234567890189` → `FR76 3000 6000 0112 3456 7890 189` (ISO 13616: groups of four on paper). */
export function formatIban(text: string): string {
  const iban = compact(text).toUpperCase();
  return /^[A-Z]{2}\d{2}[0-9A-Z]{8,30}$/.test(iban) ? grouped(iban, Array<number>(9).fill(4)) : text;
}

/** Without the spaces, dots and dashes that people put in. */
export function compact(text: string): string {
  return text.replace(/[\s.\-\u2010-\u2015()]/g, "");
}

const SPACE = "\u00a0";

function grouped(digits: string, sizes: readonly number[]): string {
  const groups = [];
  let at = 0;
  for (const size of sizes) {
    if (at < digits.length) groups.push(digits.slice(at, at + size));
    at += size;
  }
  return groups.join(SPACE);
}
