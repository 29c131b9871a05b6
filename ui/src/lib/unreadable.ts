// Fields in which a text stands that is no date, no amount: a form is not saved while there are any.
import { SvelteSet } from "svelte/reactivity";

export class Unreadable {
  readonly #fields = new SvelteSet<string>();

  get any(): boolean {
    return this.#fields.size > 0;
  }

  /** What the control of a field calls with such a text, and with null once the field can be read again. */
  of(field: string): (text: string | null) => void {
    return (text) => {
      if (text === null) this.#fields.delete(field);
      else this.#fields.add(field);
    };
  }
}
