// Typings that were not saved when the program stopped, or when the form was left: offered back in the list.
import { call } from "../lib/call";
import { nameOf, parseTyping } from "./draft";

export type KeptTyping = { key: string; id: string | null; at: string; name: string };

let kept = $state.raw<readonly KeptTyping[]>([]);
let wanted: string | null = null;

export const keptTypings = {
  get list(): readonly KeptTyping[] {
    return kept;
  },
  async reload(): Promise<void> {
    try {
      const keys = (await call("drafts")).filter((key) => key.startsWith("contact:"));
      const found = await Promise.all(
        keys.map(async (key): Promise<KeptTyping | null> => {
          const typing = parseTyping(await call("get_draft", { key }));
          const id = key.slice("contact:".length);
          return typing && { key, id: id === "new" ? null : id, at: typing.at, name: nameOf(typing.draft) };
        }),
      );
      kept = found.filter((typing) => typing !== null).sort((a, b) => b.at.localeCompare(a.at));
    } catch {
      // The list works without them; the form itself offers its typing back.
      kept = [];
    }
  },
  /** The person has chosen to go on with it: its form need not ask again. */
  want(key: string): void {
    wanted = key;
  },
  isWanted(key: string): boolean {
    const yes = wanted === key;
    wanted = null;
    return yes;
  },
  async abandon(key: string): Promise<void> {
    await call("discard_draft", { key });
    await this.reload();
  },
};
