// What is typed in a form is put aside a moment after each change, and offered back after a crash or a change of screen.
import { call } from "./call";
import { asApiError } from "./errors";

/** How long after the last key the typing is put aside. */
const KEEP_AFTER_MS = 300;

export type Typing<T> = { at: string; value: T };

export class Kept<T> {
  /** A typing of another day, waiting for the decision to take it up or to drop it. */
  found = $state.raw<Typing<T> | null>(null);
  /** Why the typing could not be put aside. */
  failure = $state<string | null>(null);
  readonly #key: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: T | null = null;
  #hasCopy = false;
  // Writes follow each other, so that the last typing is the one that stays.
  #writes: Promise<unknown> = Promise.resolve();

  constructor(key: string) {
    this.#key = key;
  }

  /** Reads what was put aside under this key. */
  async open(): Promise<Typing<T> | null> {
    const typing = parsed<T>(await call("get_draft", { key: this.#key }));
    this.#hasCopy = typing !== null;
    this.found = typing;
    return typing;
  }

  /** Puts a typing aside in a moment. */
  keep(value: T): void {
    clearTimeout(this.#timer);
    this.#waiting = value;
    this.#timer = setTimeout(() => void this.flush(), KEEP_AFTER_MS);
  }

  /** Puts aside at once what waits to be. */
  flush(): Promise<unknown> {
    clearTimeout(this.#timer);
    const value = this.#waiting;
    this.#waiting = null;
    if (value === null) return this.#writes;
    this.#hasCopy = true;
    const typing: Typing<T> = { at: new Date().toISOString(), value };
    this.#writes = this.#writes
      .then(() => call("save_draft", { key: this.#key, value: JSON.stringify(typing) }))
      .then(() => (this.failure = null))
      .catch((cause: unknown) => {
        this.failure = `Votre saisie n’a pas pu être mise de côté : ${asApiError(cause).message}`;
      });
    return this.#writes;
  }

  /** Forgets the copy: it was saved, or given up. */
  discard(): Promise<unknown> {
    clearTimeout(this.#timer);
    this.#waiting = null;
    this.found = null;
    if (!this.#hasCopy) return this.#writes;
    this.#hasCopy = false;
    this.#writes = this.#writes.then(() => call("discard_draft", { key: this.#key })).catch(() => undefined);
    return this.#writes;
  }
}

/** A typing as it was written; null for none, or for what another version wrote. */
export function parsed<T>(text: string | null): Typing<T> | null {
  if (text === null) return null;
  try {
    const typing = JSON.parse(text) as Partial<Typing<T>> | null;
    return typing && typeof typing.at === "string" && typeof typing.value === "object" && typing.value !== null
      ? (typing as Typing<T>)
      : null;
  } catch {
    return null;
  }
}
