// Undo and redo, from any screen. What stands in the way is kept here for the dialog that App shows.
import { call } from "./call";
import type { Blocker, Id, OperationSummary } from "./commands";
import { asApiError } from "./errors";
import { operationSentence } from "./fr";
import { toast } from "./toast";

/** What is needed of an operation to take it back and to name it. */
export type Named = Pick<OperationSummary, "id" | "op" | "label" | "of_op">;
export type Blocked = { operation: Id; title: string; redo: boolean; blockers: Blocker[] };

let blocked = $state.raw<Blocked | null>(null);
let working = false;

/** An undo that did not go through, for the person to decide upon. */
export const undoQuestion = {
  get blocked(): Blocked | null {
    return blocked;
  },
  dismiss(): void {
    blocked = null;
  },
  async force(): Promise<void> {
    if (!blocked) return;
    const { operation, title, redo } = blocked;
    await attempt(operation, title, redo, () => call("undo_operation", { operation, force: true }));
  },
};

/** Takes back the last thing done on this device. */
export async function undoLast(): Promise<void> {
  await once(async () => {
    const next = (await call("undo_state")).undo;
    if (next) await attempt(next.id, operationSentence(next), false, () => call("undo_last"));
    else toast.info("Il n’y a rien à annuler.", { id: "undo" });
  });
}

export async function redoLast(): Promise<void> {
  await once(async () => {
    const next = (await call("undo_state")).redo;
    if (next) await attempt(next.id, operationSentence(next), true, () => call("redo_last"));
    else toast.info("Il n’y a rien à rétablir.", { id: "undo" });
  });
}

/** Takes back one operation, whichever; null when it did not go through. */
export function undoOperation(operation: Named): Promise<OperationSummary | null> {
  return once(() =>
    attempt(operation.id, operationSentence(operation), false, () =>
      call("undo_operation", { operation: operation.id, force: false }),
    ),
  );
}

/**
 * Says that what was just written is done, with « Annuler » beside it.
 * The button takes back that very operation, even when others have followed by then.
 */
export async function toastDone(text: string): Promise<void> {
  const newest = await call("undo_state").then(
    (state) => state.undo,
    () => null,
  );
  toast.done(text, newest ? { undo: () => void undoOperation(newest) } : {});
}

async function attempt(
  operation: Id,
  title: string,
  redo: boolean,
  act: () => Promise<OperationSummary | null>,
): Promise<OperationSummary | null> {
  try {
    const done = await act();
    blocked = null;
    if (!done) return null;
    const back = redo ? { label: "Annuler", run: undoLast } : { label: "Rétablir", run: redoLast };
    toast.done(operationSentence(done), { id: "undo", action: back });
    return done;
  } catch (cause) {
    const error = asApiError(cause);
    if (error.code === "cannot_undo") blocked = { operation, title, redo, blockers: error.blockers ?? [] };
    else toast.error(error);
    return null;
  }
}

/** A key held down must not take back ten things. */
async function once<T>(act: () => Promise<T>): Promise<T | null> {
  if (working) return null;
  working = true;
  try {
    return await act();
  } catch (cause) {
    toast.error(cause);
    return null;
  } finally {
    working = false;
  }
}
