import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { actions, ariaKeys, keyLabels, listenToKeys, registerActions } from "./actions.svelte";

let stop: () => void;
beforeEach(() => (stop = listenToKeys()));
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body): boolean {
  return target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
}

test("a key runs its action, and the newest action of a key comes first", () => {
  const old = vi.fn();
  const fresh = vi.fn();
  const removeOld = registerActions([{ id: "old", title: "Ancienne", shortcut: "Control+n", run: old }]);
  const removeFresh = registerActions([{ id: "fresh", title: "Nouvelle", shortcut: "Control+n", run: fresh }]);
  press("n", { ctrlKey: true });
  removeFresh();
  press("n", { ctrlKey: true });
  expect([old.mock.calls.length, fresh.mock.calls.length]).toEqual([1, 1]);
  removeOld();
  expect(actions()).toHaveLength(0);
});

test("a disabled action leaves the key to the browser", () => {
  const remove = registerActions([{ id: "undo", title: "Annuler", shortcut: "Control+z", run: () => {}, enabled: () => false }]);
  expect(press("z", { ctrlKey: true })).toBe(true);
  remove();
});

test("a bare key is a letter in a text field, a key with Ctrl is not", () => {
  const help = vi.fn();
  const find = vi.fn();
  const remove = registerActions([
    { id: "help", title: "Aide", shortcut: "Shift+?", run: help },
    { id: "find", title: "Rechercher", shortcut: "Control+k", run: find },
  ]);
  const input = document.body.appendChild(document.createElement("input"));
  press("?", { shiftKey: true }, input);
  press("k", { ctrlKey: true }, input);
  expect([help.mock.calls.length, find.mock.calls.length]).toEqual([0, 1]);
  press("?", { shiftKey: true });
  expect(help).toHaveBeenCalledTimes(1);
  remove();
});

test("keys are written as on a French keyboard", () => {
  expect(keyLabels("$mod+Shift+z", false)).toEqual(["Ctrl", "Maj", "Z"]);
  expect(keyLabels("Alt+Digit1", false)).toEqual(["Alt", "1"]);
  expect(keyLabels("Escape", false)).toEqual(["Échap"]);
  expect(ariaKeys("$mod+k", false)).toBe("Control+k");
});
