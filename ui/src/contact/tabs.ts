import type { Component, Snippet } from "svelte";
import type { Contact, ContactFilter, Id } from "../lib/commands";

/** A tab of the contact page that another concept shows; `value` is its part of the address. */
export type ContactTab = {
  value: string;
  label: string;
  /** Before the sheet, rather than after the roles. */
  first?: boolean;
  panel: Snippet<[Contact]>;
};

/** Something that another concept does with the contact shown: in the menu of its page and in the palette. */
export type ContactAction = {
  id: string;
  title: string;
  icon?: Component;
  run: (contact: Contact) => void;
};

/** The contacts that something is done with: those ticked, or null for all that the filter shows. */
export type ContactSelection = { filter: ContactFilter; ids: Id[] | null; total: number };

/** Something that another concept does with the contacts of the list. */
export type ListAction = {
  id: string;
  title: string;
  icon: Component;
  run: (selection: ContactSelection) => void;
};
