// What the preview of a group's merge starts from, and how its values are told.
import type { DuplicateGroup, GroupField, GroupMember, Id } from "../lib/commands";

/**
 * The contacts of a group that are probably one: those that lead to one another by certain or probable pairs, around the best of
 * them. Another establishment of a company, or a mere possibility, is left for the person to add.
 */
export function likelyOne(group: DuplicateGroup): ReadonlySet<Id> {
  const sure = group.links.filter((link) => link.level === "certain" || link.level === "probable");
  const links = sure.length > 0 ? sure : group.links;
  const first = links[0];
  const one = new Set<Id>(first ? [first.a, first.b] : []);
  for (let size = 0; size !== one.size;) {
    size = one.size;
    for (const { a, b } of links) {
      if (one.has(a)) one.add(b);
      else if (one.has(b)) one.add(a);
    }
  }
  return one;
}

export type FieldOption = { value: string; contacts: GroupMember[] };

/** Each value once, with the contacts that say it; a field that no one filled in comes last. */
export function optionsOf(field: GroupField, members: readonly GroupMember[]): FieldOption[] {
  const options: FieldOption[] = [];
  for (const { contact, value } of field.values) {
    const member = members.find((one) => one.id === contact);
    if (!member) continue;
    const known = options.find((option) => option.value === value);
    if (known) known.contacts.push(member);
    else options.push({ value, contacts: [member] });
  }
  return options.sort((one, other) => Number(one.value === "") - Number(other.value === ""));
}
