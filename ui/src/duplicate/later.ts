import type { DuplicateGroup } from "../lib/commands";

/** Names a group as long as it holds the same contacts. */
export function laterKey(group: DuplicateGroup): string {
  return group.contacts.map((contact) => contact.id).join(" ");
}
