import type { Id, MatterRow } from "../lib/commands";

/** More matters than that are not offered in a list to choose from. */
export const MOST_MATTERS = 500;

/**
 * The matters of a client, to choose from, open ones first; `all` stands for none of them. `chosen` stands in the list even when the matter
 * is not among those loaded.
 */
export function matterOptions(
  all: string,
  rows: readonly MatterRow[],
  chosen: { id: Id; name: string } | null = null,
): { value: Id; label: string }[] {
  const of = (archived: boolean): { value: Id; label: string }[] =>
    rows
      .filter((row) => (row.status === "archived") === archived)
      .map((row) => ({
        value: row.id,
        label: `${row.reference} ${row.title}`.trim() + (archived ? " (archivé)" : ""),
      }));
  const found = [...of(false), ...of(true)];
  const missing = chosen !== null && !found.some((option) => option.value === chosen.id);
  return [{ value: "", label: all }, ...(missing ? [{ value: chosen.id, label: chosen.name }] : []), ...found];
}
