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
    const found = await call("find_records", { text, kind: "matter", limit: FOUND_AT_MOST });
    return found.map((one) => ({
      key: one.id,
      label: matterName({ reference: one.number, title: one.about }),
      note: one.client_name + (one.closed ? ", archivé" : ""),
      icon: FolderOpen,
      open: () => go("dossiers", one.id),
    }));
  },
};
