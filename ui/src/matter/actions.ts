// What one can do about matters from anywhere.
import FolderPlus from "@lucide/svelte/icons/folder-plus";
import type { Action } from "../lib/actions.svelte";
import { go } from "../lib/route.svelte";

export const newMatter: Action = {
  id: "matter.new",
  title: "Nouveau dossier",
  icon: FolderPlus,
  shortcut: "$mod+Shift+o",
  group: "Dossiers",
  keywords: "créer ouvrir ajouter affaire",
  run: () => go("dossiers", "nouveau"),
};

export const matterActions: readonly Action[] = [newMatter];
