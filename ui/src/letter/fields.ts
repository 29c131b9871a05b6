// The fields of a template, as the list beside the editor shows them.
import type { LetterField } from "../lib/commands";

export type FieldGroup = { group: string; fields: LetterField[] };

/** Fields under the heads of their groups, in the order in which they come. */
export function grouped(fields: readonly LetterField[]): FieldGroup[] {
  const groups: FieldGroup[] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    if (last?.group === field.group) last.fields.push(field);
    else groups.push({ group: field.group, fields: [field] });
  }
  return groups;
}

/** What is written in a template for a field; a list is gone through. */
export function written(name: string): string {
  return name.endsWith(".conditions") ? `{% for taux in ${name} %}\n– {{ taux }}\n{% endfor %}` : `{{ ${name} }}`;
}

/** A text with something put in place of its selection, and where the caret then is. */
export function inserted(text: string, start: number, end: number, what: string): { text: string; caret: number } {
  return { text: text.slice(0, start) + what + text.slice(end), caret: start + what.length };
}
