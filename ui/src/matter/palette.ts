// What the palette finds of matters.
import FolderOpen from "@lucide/svelte/icons/folder-open";
import { call } from "../lib/call";
import { matterName } from "../lib/matter-fr";
import type { FoundSource } from "../lib/found";
import { go } from "../lib/route.svelte";

const FOUND_AT_MOST = 5;

export const matterSource: FoundSource = {
  id: "matters",
  title: "Dossiers",
  async find(text) {
    const filter = { view: "all" as const, text };
    const answer = await call("list_matters", { filter, page: { offset: 0, limit: FOUND_AT_MOST } });
    return answer.rows.map((row) => ({
      key: row.id,
      label: matterName(row),
      note: row.client_name + (row.status === "archived" ? ", archivé" : ""),
      icon: FolderOpen,
      open: () => go("dossiers", row.id),
    }));
  },
};
