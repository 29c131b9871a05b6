// The text field's own undo comes before the program's.
import { isTextField } from "./actions.svelte";

let typedIn: EventTarget | null = null;

/** Remembers in which field something was typed since it got the focus. */
export function followTyping(): () => void {
  const typed = (event: Event) => (typedIn = event.target);
  const left = () => (typedIn = null);
  document.addEventListener("input", typed, true);
  document.addEventListener("focusout", left, true);
  return () => {
    document.removeEventListener("input", typed, true);
    document.removeEventListener("focusout", left, true);
  };
}

/** Whether Ctrl+Z belongs to the field being typed in. */
export function typingNow(): boolean {
  return typedIn !== null && typedIn === document.activeElement && isTextField(typedIn);
}
