// An action is a value, used by menu, button, palette and key alike.
import type { Component } from "svelte";
import { untrack } from "svelte";
import { createKeybindingsHandler } from "tinykeys";

export type Action = {
  id: string;
  /** As in a menu: « Nouvelle fiche ». */
  title: string;
  icon?: Component;
  /** tinykeys syntax: "$mod+k", "Shift+?", "F2". */
  shortcut?: string;
  run: () => void;
  enabled?: () => boolean;
  /** Under which heading the help lists it. */
  group?: string;
  /** More words the palette finds it by. */
  keywords?: string;
  /** Its key works while the focus is in a text field too; a key with Ctrl, or a function key, does by itself. */
  whileTyping?: boolean;
  /** Not listed in the palette. */
  hidden?: boolean;
};

let registered = $state.raw<readonly Action[]>([]);
// The same list outside the signals: an effect that is taken down sees a signal as it was before, and would write an older list back.
let latest: readonly Action[] = [];

/** All actions at hand now, the newest first. */
export function actions(): readonly Action[] {
  return registered;
}

export function isEnabled(action: Action): boolean {
  return action.enabled?.() ?? true;
}

export function findAction(id: string): Action | undefined {
  return registered.find((action) => action.id === id);
}

export function runAction(id: string): void {
  const action = findAction(id);
  if (action && isEnabled(action)) action.run();
}

/** Adds actions; the answer takes them away. An action of the same id or key that was there before is covered meanwhile. */
export function registerActions(added: readonly Action[]): () => void {
  latest = [...added, ...latest];
  registered = latest;
  return () => {
    latest = latest.filter((action) => !added.includes(action));
    registered = latest;
  };
}

/** Adds actions for as long as the component lives. To be called while it is being set up. */
export function useActions(added: readonly Action[]): void {
  $effect.pre(() => untrack(() => registerActions(added)));
}

/** Listens to the keys of all actions. Called once, by App. */
export function listenToKeys(target: Window = window): () => void {
  let handler: EventListener = () => {};
  let known: readonly Action[] | null = null;
  const onKey = (event: KeyboardEvent) => {
    if (known !== registered) {
      known = registered;
      handler = bindings();
    }
    handler(event);
  };
  target.addEventListener("keydown", onKey);
  return () => target.removeEventListener("keydown", onKey);
}

function bindings(): EventListener {
  const keys = new Set(registered.flatMap((action) => action.shortcut ?? []));
  const map: Record<string, (event: KeyboardEvent) => void> = {};
  for (const key of keys) {
    map[key] = (event) => {
      if (event.defaultPrevented || event.isComposing) return;
      const action = registered.find((one) => one.shortcut === key && isEnabled(one) && allowedHere(one, event));
      if (!action) return;
      event.preventDefault();
      action.run();
    };
  }
  return createKeybindingsHandler(map);
}

function allowedHere(action: Action, event: KeyboardEvent): boolean {
  // A modal dialog is a world of its own: only keys registered from inside it (whileTyping) pass.
  if (!action.whileTyping && document.querySelector("[role=dialog][data-state=open],[role=alertdialog][data-state=open]"))
    return false;
  return action.whileTyping === true || !isTextField(event.target) || /\$mod|Control|Alt|F\d/.test(action.shortcut ?? "");
}

/** Whether what has the focus takes text. */
export function isTextField(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file", "range"].includes(target.type);
}

const KEY_NAMES: Record<string, string> = {
  Control: "Ctrl",
  Shift: "Maj",
  Alt: "Alt",
  Meta: "⌘",
  Escape: "Échap",
  Enter: "Entrée",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Delete: "Suppr",
  Backspace: "Retour arrière",
  Home: "Début",
  End: "Fin",
  PageUp: "Page préc.",
  PageDown: "Page suiv.",
  Space: "Espace",
};

/** A shortcut as printed on French keys: `["Ctrl", "Maj", "Z"]`. */
export function keyLabels(shortcut: string, mac = isMac()): string[] {
  return shortcut.split("+").map((part) => {
    if (part === "$mod") return mac ? "⌘" : "Ctrl";
    if (/^(Digit|Key)./.test(part)) return part.slice(-1);
    return KEY_NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}

/** The same for `aria-keyshortcuts`. */
export function ariaKeys(shortcut: string, mac = isMac()): string {
  return shortcut.replace("$mod", mac ? "Meta" : "Control").replace(/Digit|Key/, "");
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
