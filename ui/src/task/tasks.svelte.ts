// What is done with a task, from any list.
import { call } from "../lib/call";
import type { Todo } from "../lib/commands";
import { formatDate } from "../lib/format";
import { quoted } from "../lib/fr";
import { toastDone } from "../lib/undo.svelte";
import { toast } from "../kit";

/** The tables whose change changes a list of tasks. */
export const TABLES = ["todo", "contact", "matter", "user"];

export async function complete(todo: Todo, done: boolean): Promise<void> {
  try {
    await call("complete_todo", { id: todo.id, done });
    await toastDone(done ? `Fait : ${quoted(todo.draft.title)}` : `À refaire : ${quoted(todo.draft.title)}`);
  } catch (cause) {
    toast.error(cause);
  }
}

export async function snooze(todo: Todo, until: string | null): Promise<void> {
  try {
    await call("snooze_todo", { id: todo.id, until });
    await toastDone(
      until ? `Reporté au ${formatDate(until)} : ${quoted(todo.draft.title)}` : `De retour : ${quoted(todo.draft.title)}`,
    );
  } catch (cause) {
    toast.error(cause);
  }
}

export async function remove(todo: Todo): Promise<void> {
  try {
    await call("remove_todo", { id: todo.id });
    await toastDone(`Supprimé : ${quoted(todo.draft.title)}`);
  } catch (cause) {
    toast.error(cause);
  }
}
