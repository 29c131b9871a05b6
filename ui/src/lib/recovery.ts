// The recovery code as people write it: any case, any spacing, O for 0, I or L for 1.

/** The letters of the code alone, as the program compares them (Crockford's base 32). */
export function normalizeCode(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
}

export function sameCode(typed: string, expected: string): boolean {
  return normalizeCode(typed) === normalizeCode(expected);
}

/** Deals a whole code typed or pasted in one place out to its groups; null when it is no whole code. */
export function dealCode(text: string, groups: readonly string[]): string[] | null {
  const code = normalizeCode(text);
  const lengths = groups.map((group) => normalizeCode(group).length);
  if (code.length !== lengths.reduce((sum, length) => sum + length, 0)) return null;
  let start = 0;
  return lengths.map((length) => code.slice(start, (start += length)));
}
