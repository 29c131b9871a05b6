// Which meetings are to be told of now.
import type { Todo } from "../lib/commands";
import { quoted } from "../lib/fr";

/** Minutes before a meeting. */
export const BEFORE = 15;

/** One occurrence: a meeting that is moved is told of again. */
export function keyOf(todo: Todo): string {
  return `${todo.id} ${todo.draft.starts_at ?? ""}`;
}

/** « Dans 10 minutes : « Audience » », « Maintenant : « Audience » ». */
export function reminderText(todo: Todo, now: Date): string {
  const minutes = Math.round((Date.parse(todo.draft.starts_at ?? "") - now.getTime()) / 60_000);
  const when = minutes <= 0 ? "Maintenant" : minutes === 1 ? "Dans une minute" : `Dans ${minutes}\u00a0minutes`;
  return `${when} : ${quoted(todo.draft.title)}`;
}
