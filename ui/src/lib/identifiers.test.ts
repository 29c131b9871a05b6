import { expect, it } from "vitest";
import { formatPhone, formatSiren, formatSiret, formatVat } from "./identifiers";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

it.each([
  ["+33612345678", "06 12 34 56 78"],
  ["0612345678", "06 12 34 56 78"],
  ["+590590123456", "+590 590 12 34 56"],
  ["+68740123456", "+687 40 12 34 56"],
  ["+3221234567", "+3221234567"],
  ["36 46", "36 46"],
  ["après 18 h", "après 18 h"],
])("a telephone %s is shown as %s", (kept, shown) => expect(plain(formatPhone(kept))).toBe(shown));

it.each([
  [formatSiren, "732829320", "732 829 320"],
  [formatSiren, "73282932", "73282932"],
  [formatSiret, "73282932000074", "732 829 320 00074"],
  [formatVat, "FR44732829320", "FR 44 732 829 320"],
  [formatVat, "fr 44 732 829 320", "FR 44 732 829 320"],
  [formatVat, "BE0123456789", "BE0123456789"],
])("an identifier is spaced as people write it", (format, kept, shown) => expect(plain(format(kept))).toBe(shown));
