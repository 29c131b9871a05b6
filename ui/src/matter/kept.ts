// Typings of matters that were not saved: under which key each is kept.
import { call } from "../lib/call";
import { parsed } from "../lib/kept.svelte";
import type { Id } from "../lib/commands";
import type { MatterTyping } from "./draft";

const PREFIX = "matter:";

export type KeptMatterTyping = { key: string; id: Id | null; at: string; name: string };

export function keptKey(id: Id | null): string {
  return `${PREFIX}${id ?? "new"}`;
}

/** The typings that wait, the newest first. */
export async function keptMatters(): Promise<KeptMatterTyping[]> {
  const keys = (await call("drafts")).filter((key) => key.startsWith(PREFIX));
  const found = await Promise.all(
    keys.map(async (key): Promise<KeptMatterTyping | null> => {
      const typing = parsed<MatterTyping>(await call("get_draft", { key }));
      const id = key.slice(PREFIX.length);
      if (!typing) return null;
      const name = typing.value.title || typing.value.client?.name || typing.value.reference || "";
      return { key, id: id === "new" ? null : id, at: typing.at, name };
    }),
  );
  return found.filter((typing) => typing !== null).sort((a, b) => b.at.localeCompare(a.at));
}
