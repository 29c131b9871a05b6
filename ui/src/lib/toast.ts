// What the program says in passing, at the foot of the page.
import { toast as sonner } from "svelte-sonner";
import { asApiError, errorMessage } from "./errors";

export type ToastOptions = {
  /** A second line. */
  detail?: string;
  action?: { label: string; run: () => void | Promise<void> };
  /** A toast of the same id takes the place of the one before. */
  id?: string;
  milliseconds?: number;
};

function options({ detail, action, id, milliseconds }: ToastOptions) {
  return {
    ...(detail === undefined ? {} : { description: detail }),
    ...(id === undefined ? {} : { id }),
    duration: milliseconds ?? (action ? 9000 : 4500),
    ...(action ? { action: { label: action.label, onClick: () => void action.run() } } : {}),
  };
}

export const toast = {
  /** Something was done; `undo` puts « Annuler » beside it. */
  done(text: string, { undo, ...rest }: ToastOptions & { undo?: () => void | Promise<void> } = {}): void {
    sonner.success(text, options(undo ? { ...rest, action: { label: "Annuler", run: undo } } : rest));
  },
  info(text: string, rest: ToastOptions = {}): void {
    sonner.info(text, options(rest));
  },
  warn(text: string, rest: ToastOptions = {}): void {
    sonner.warning(text, options({ milliseconds: 9000, ...rest }));
  },
  /** Says what went wrong; what the person called off is not said again. */
  error(cause: unknown, rest: ToastOptions = {}): void {
    if (asApiError(cause).code === "cancelled") return;
    sonner.error(errorMessage(cause), options({ milliseconds: 12000, ...rest }));
  },
  clear(): void {
    sonner.dismiss();
  },
};
