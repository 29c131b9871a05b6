// What one can do about contacts from anywhere.
import UserPlus from "@lucide/svelte/icons/user-plus";
import type { Action } from "../lib/actions.svelte";
import { go } from "../lib/route.svelte";

export const newContact: Action = {
  id: "contact.new",
  title: "Nouvelle fiche",
  icon: UserPlus,
  shortcut: "$mod+n",
  group: "Contacts",
  keywords: "créer ajouter contact client prospect",
  run: () => go("contacts", "nouveau"),
};

export const contactActions: readonly Action[] = [newContact];
