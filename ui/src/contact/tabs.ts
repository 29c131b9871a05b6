import type { Snippet } from "svelte";
import type { Contact } from "../lib/commands";

/** A tab of the contact page that another concept shows; `value` is its part of the address. */
export type ContactTab = {
  value: string;
  label: string;
  /** Before the sheet, rather than after the roles. */
  first?: boolean;
  panel: Snippet<[Contact]>;
};
