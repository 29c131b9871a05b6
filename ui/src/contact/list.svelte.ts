// What the list of contacts shows: the view, the filters, the order, and the contacts ticked. It outlives the screen, so that
// coming back finds the list as it was left.
import { call } from "../lib/call";
import type { ContactFilter, ContactKind, ContactRow, ContactSort, ContactSortKey, ContactView, Id, Lack } from "../lib/commands";
import { session } from "../lib/session.svelte";
import { TickedList } from "../lib/ticking.svelte";

/** The tables a row of the list is made of. */
export const LIST_TABLES: readonly string[] = [
  "contact",
  "contact_email",
  "contact_phone",
  "contact_address",
  "contact_former_name",
  "contact_quality",
  "quality",
];
/** How many contacts can be ticked at once by the box above the list. */
export const MOST_TICKED = 5000;

/** A search answers with the closest contacts, at most so many; the order is theirs. */
export const MOST_FOUND = 200;

/** A printed list is no longer than so many contacts. */
export const MOST_PRINTED = 2000;

export type MoreFilters = { town: string; created_from: string | null; created_to: string | null; lacking: readonly Lack[] };
const NO_MORE: MoreFilters = { town: "", created_from: null, created_to: null, lacking: [] };

export class ContactList extends TickedList {
  view = $state<ContactView>("active");
  kind = $state<ContactKind | "">("");
  quality = $state<Id | "">("");
  text = $state("");
  /** Filters typed in their dialog; empty ones are not asked. */
  more = $state<MoreFilters>(NO_MORE);
  sort = $state<ContactSort>({ key: "name", descending: false });
  #folder: string | null = null;

  constructor() {
    super(MOST_TICKED);
  }

  readonly filter = $derived<ContactFilter>({
    view: this.view,
    kind: this.kind === "" ? null : this.kind,
    quality: this.quality === "" ? null : this.quality,
    text: this.text.trim(),
    ...(this.more.town.trim() === "" ? {} : { town: this.more.town.trim() }),
    ...(this.more.created_from === null ? {} : { created_from: this.more.created_from }),
    ...(this.more.created_to === null ? {} : { created_to: this.more.created_to }),
    ...(this.more.lacking.length === 0 ? {} : { lacking: [...this.more.lacking] }),
  });

  /** The load of the list shown: another function whenever the filter or the order is another one. */
  readonly load = $derived.by(() => {
    const filter = this.filter;
    const sort = { ...this.sort };
    return (offset: number, limit: number) => call("list_contacts", { filter, sort, page: { offset, limit } });
  });

  get searching(): boolean {
    return this.filter.text !== "";
  }

  get narrowed(): boolean {
    return this.kind !== "" || this.quality !== "" || this.filter.text !== "" || this.moreCount > 0;
  }

  /** How many of the filters of the dialog are on. */
  get moreCount(): number {
    const { town, created_from, created_to, lacking } = this.more;
    return (town.trim() === "" ? 0 : 1) + (created_from === null && created_to === null ? 0 : 1) + lacking.length;
  }

  /** Shows what a saved view asks for. */
  apply(filter: ContactFilter): void {
    this.view = filter.view;
    this.kind = filter.kind ?? "";
    this.quality = filter.quality ?? "";
    this.text = filter.text;
    this.more = {
      town: filter.town ?? "",
      created_from: filter.created_from ?? null,
      created_to: filter.created_to ?? null,
      lacking: filter.lacking ?? [],
    };
    this.untickAll();
  }

  /** Another base has other contacts: nothing of the old list is kept. */
  enter(): void {
    const folder = session.open?.folder ?? null;
    if (folder === this.#folder) return;
    this.#folder = folder;
    this.view = "active";
    this.sort = { key: "name", descending: false };
    this.current = -1;
    this.total = null;
    this.widen();
    this.untickAll();
  }

  /** Takes the filters off, and keeps the view. */
  widen(): void {
    this.kind = "";
    this.quality = "";
    this.text = "";
    this.more = NO_MORE;
  }

  sortBy(key: ContactSortKey): void {
    this.sort = { key, descending: this.sort.key === key ? !this.sort.descending : key === "created_at" };
    this.forgetAnchor();
  }

  /** The first rows of the list, as it is shown. */
  rows(count: number): Promise<ContactRow[]> {
    return this.#rows(0, count);
  }

  protected async ids(offset: number, count: number): Promise<Id[]> {
    return (await this.#rows(offset, count)).map((row) => row.id);
  }

  async #rows(offset: number, count: number): Promise<ContactRow[]> {
    const load = this.load;
    const rows: ContactRow[] = [];
    while (rows.length < count) {
      const answer = await load(offset + rows.length, Math.min(500, count - rows.length));
      rows.push(...answer.rows);
      if (answer.rows.length === 0) break;
    }
    return rows;
  }
}

export const contactList = new ContactList();
