// The typing of one contact: what is typed, what is wrong with it, and its copy that survives a crash.
import { SvelteMap } from "svelte/reactivity";
import { call } from "../lib/call";
import type { Contact, ContactDraft, ContactKind, SimilarContact } from "../lib/commands";
import { asApiError } from "../lib/errors";
import { fieldLabel } from "../lib/fr";
import { formatPhone, formatSiren, formatVat } from "../lib/identifiers";
import {
  blankAddress,
  blankEmail,
  blankPhone,
  changeKind,
  differs,
  draftKey,
  draftOf,
  emptyDraft,
  nameOf,
  parseTyping,
  rebased,
  trimmed,
  type SavedTyping,
} from "./draft";
import { allFields, fieldsOfKind, legalFormIn, setText, textOf, type TextField } from "./fields";
import { keptTypings } from "./typings.svelte";

/** How long after the last key the typing is kept. */
const KEEP_AFTER_MS = 300;
const LOOK_AFTER_MS = 250;
const SIMILAR_SHOWN = 5;

/** The id of a field's control, so that the first wrong one can be given the focus. */
export function fieldId(field: string): string {
  return `contact-${field.replaceAll(".", "-")}`;
}

export type FieldError = { field: string; message: string };

export class FormState {
  draft = $state<ContactDraft>(emptyDraft("natural_person"));
  /** What the core refused, by field: `siren`, `emails.0`, `phones.1`… */
  errors = $state<FieldError[]>([]);
  /** What went wrong with no field to blame. */
  failure = $state<string | null>(null);
  saving = $state(false);
  /** What stands in a field of a date or an amount and is none. */
  #unreadable = new SvelteMap<TextField, string>();
  similar = $state.raw<readonly SimilarContact[]>([]);
  /** A typing of another day, waiting for the decision to take it up or to drop it. */
  found = $state.raw<SavedTyping | null>(null);
  loading = $state(true);
  /** The name of the contact as stored; empty for a new one. */
  title = $state("");
  /** Someone changed the same fields while they were being typed here. */
  overtaken = $state.raw<{ by: string; at: string; fields: readonly string[] } | null>(null);
  /** Values that a change of kind took off, given back when the kind comes back. */
  setAside = $state.raw<ReadonlyMap<TextField, string>>(new Map());

  readonly key: string;
  readonly id: string | null;
  #base = $state.raw<ContactDraft>(emptyDraft("natural_person"));
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #lookTimer: ReturnType<typeof setTimeout> | undefined;
  #looked = "";
  #question = 0;
  #closed = false;
  // Writes of the copy follow each other, so that the last typing is the one that stays.
  #copies: Promise<unknown> = Promise.resolve();
  #hasCopy = false;

  constructor(id: string | null) {
    this.id = id;
    this.key = draftKey(id);
    if (id === null) this.draft = withBlankRows(this.draft);
  }

  get dirty(): boolean {
    return differs(this.draft, this.#base);
  }

  get name(): string {
    return nameOf(this.draft);
  }

  async open(): Promise<void> {
    try {
      const [contact, kept] = await Promise.all([
        this.id === null ? null : call("get_contact", { id: this.id }),
        call("get_draft", { key: this.key }),
      ]);
      if (contact) {
        this.#base = draftOf(contact);
        this.draft = draftOf(contact);
        this.title = contact.display_name;
      }
      const typing = parseTyping(kept);
      this.#hasCopy = typing !== null;
      if (typing && differs(typing.draft, this.#base)) {
        this.found = typing;
        if (keptTypings.isWanted(this.key)) this.takeUp();
      }
    } catch (cause) {
      this.failure = asApiError(cause).message;
    } finally {
      this.loading = false;
    }
  }

  /** The stored contact has changed under the typing. */
  async follow(): Promise<void> {
    if (this.id === null || this.#closed || this.saving || this.loading) return;
    try {
      const contact = await call("get_contact", { id: this.id });
      const theirs = draftOf(contact);
      if (this.#closed || this.saving || !differs(theirs, this.#base)) return;
      const { draft, both } = rebased(this.#base, $state.snapshot(this.draft) as ContactDraft, theirs);
      this.draft = draft;
      this.#base = theirs;
      this.title = contact.display_name;
      this.overtaken = both.length > 0 ? { by: contact.updated_by, at: contact.updated_at, fields: both } : null;
    } catch {
      // Deleted meanwhile, or the base was closed: saving will say so.
    }
  }

  takeUp(): void {
    if (!this.found) return;
    this.draft = this.found.draft;
    this.found = null;
    this.touched();
  }

  async drop(): Promise<void> {
    this.found = null;
    await this.#discardCopy();
  }

  /** To be called after each change of the draft. */
  touched(): void {
    if (this.#closed || this.loading || this.found) return;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keep(), KEEP_AFTER_MS);
    const said = this.#compared();
    if (said === this.#looked) return;
    clearTimeout(this.#lookTimer);
    this.#lookTimer = setTimeout(() => void this.#look(said), LOOK_AFTER_MS);
  }

  /** What a look-up of duplicates goes by: everything but the notes. */
  #compared(): string {
    return this.name.length < 3 ? "" : JSON.stringify({ ...trimmed($state.snapshot(this.draft) as ContactDraft), notes: "" });
  }

  set(field: TextField, text: string): void {
    setText(this.draft, field, text);
    // The checkbox « à vérifier » was about the value that stood there.
    this.draft.to_check = this.draft.to_check.filter((kept) => kept !== field);
    this.clearError(field);
    this.touched();
  }

  /** A text that the field can't hold, or null once it can. */
  setUnreadable(field: TextField, text: string | null): void {
    if (text === null) this.#unreadable.delete(field);
    else this.#unreadable.set(field, text);
  }

  /** The same value written otherwise: « à vérifier » and errors stay. */
  setQuietly(field: TextField, text: string): void {
    setText(this.draft, field, text);
  }

  errorOf(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }

  clearError(field: string): void {
    if (this.errors.some((error) => error.field === field)) this.errors = this.errors.filter((error) => error.field !== field);
  }

  keepWrong(field: TextField, on: boolean): void {
    const others = this.draft.to_check.filter((kept) => kept !== field);
    this.draft.to_check = on ? [...others, field] : others;
    this.touched();
  }

  keepForeign(field: TextField, on: boolean): void {
    const others = this.draft.foreign_identifiers.filter((kept) => kept !== field);
    this.draft.foreign_identifiers = on ? [...others, field] : others;
    if (on) this.clearError(field);
    this.touched();
  }

  /** An identifier was typed: it is explained at once when it is wrong, and tells what it implies when it is right. */
  async check(field: "siren" | "siret" | "vat_number"): Promise<void> {
    const value = textOf(this.draft, field);
    if (value.trim() === "" || this.draft.to_check.includes(field) || this.draft.foreign_identifiers.includes(field)) return;
    try {
      const found = await call("check_identifier", { kind: field, value });
      if (this.#closed || textOf(this.draft, field) !== value) return;
      if (!found.valid) {
        this.clearError(field);
        if (found.message !== null) this.errors = [...this.errors, { field, message: found.message }];
        return;
      }
      this.#imply("siren", found.siren, formatSiren);
      this.#imply("vat_number", found.vat_number, formatVat);
      this.#imply("rcs_town", found.rcs_town);
      this.#imply("rcs_letter", found.rcs_letter);
    } catch {
      // Saving checks again.
    }
  }

  /** The legal form stands in the name as people write it. */
  readLegalForm(): void {
    if (this.draft.kind === "legal_person") this.#imply("legal_form", legalFormIn(this.draft.organisation_name));
  }

  #imply(field: TextField, value: string | null, format: (text: string) => string = (text) => text): void {
    if (value === null || value === "" || textOf(this.draft, field).trim() !== "") return;
    if (fieldsOfKind(this.draft.kind).includes(field)) this.set(field, format(value));
  }

  /** Takes over what a proposal holds, where nothing was typed yet. Gives how many values were taken. */
  takeProposal(proposal: ContactDraft): number {
    const fresh = !this.dirty && this.id === null;
    if (fresh) this.draft.kind = proposal.kind;
    let taken = 0;
    for (const field of allFields) {
      if (textOf(this.draft, field).trim() !== "" || textOf(proposal, field) === "") continue;
      if (!fieldsOfKind(this.draft.kind).includes(field)) continue;
      setText(this.draft, field, textOf(proposal, field));
      taken++;
    }
    const join = <Row>(mine: Row[], theirs: Row[], key: (row: Row) => string): Row[] => {
      const held = mine.filter((row) => key(row) !== "");
      const added = theirs.filter((row) => !held.some((known) => key(known) === key(row)));
      taken += added.length;
      return [...held, ...added];
    };
    this.draft.emails = join(this.draft.emails, proposal.emails, (row) => row.address.trim().toLowerCase());
    this.draft.phones = join(this.draft.phones, proposal.phones, (row) => formatPhone(row.number.trim()));
    this.draft.addresses = join(this.draft.addresses, proposal.addresses, (row) =>
      `${row.street}${row.postal_code}${row.town}`.trim(),
    );
    if (this.draft.notes.trim() === "") this.draft.notes = proposal.notes;
    this.touched();
    return taken;
  }

  /** What a change of kind would take off, by its name and value. */
  lostBy(to: ContactKind): { field: TextField; label: string; value: string }[] {
    return changeKind($state.snapshot(this.draft) as ContactDraft, to).lost.map((field) => ({
      field,
      label: fieldLabel("contact", field),
      value: textOf(this.draft, field),
    }));
  }

  changeKind(to: ContactKind): void {
    const { draft, lost } = changeKind($state.snapshot(this.draft) as ContactDraft, to);
    const aside = new Map(this.setAside);
    for (const field of lost) aside.set(field, textOf(this.draft, field));
    for (const [field, value] of this.setAside) {
      if (changeKind({ ...draft, [field]: value }, to).lost.includes(field) || textOf(draft, field) !== "") continue;
      setText(draft, field, value);
      aside.delete(field);
    }
    this.draft = draft;
    this.errors = [];
    this.setAside = aside;
    this.touched();
  }

  /** Null when it was refused; the reasons then stand beside the fields. */
  async save(): Promise<Contact | null> {
    if (this.saving) return null;
    this.errors = [];
    if (this.#unreadable.size > 0) {
      this.errors = [...this.#unreadable.keys()].map((field) => ({ field, message: "Corrigez cette valeur, ou effacez-la." }));
      return null;
    }
    this.saving = true;
    this.failure = null;
    try {
      const contact = await call("save_contact", { draft: trimmed($state.snapshot(this.draft) as ContactDraft) });
      this.#close();
      await this.#discardCopy();
      return contact;
    } catch (cause) {
      const error = asApiError(cause);
      if (error.code === "invalid" && error.field)
        this.errors = [{ field: this.#fieldAsShown(error.field), message: error.message }];
      else this.failure = error.message;
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Leaves with the typing given up. */
  async abandon(): Promise<void> {
    this.#close();
    await this.#discardCopy();
  }

  /** Leaves with the typing kept for another time. */
  async leave(): Promise<void> {
    if (!this.#closed && !this.found && !this.loading) this.#keep();
    this.#close();
    await this.#copies;
    await keptTypings.reload();
  }

  #close(): void {
    this.#closed = true;
    clearTimeout(this.#keepTimer);
    clearTimeout(this.#lookTimer);
    this.#question++;
  }

  // Empty rows are not sent, so the core's « emails.0 » counts the rows that hold something.
  #fieldAsShown(field: string): string {
    const [list, at] = field.split(".");
    const filled = (rows: readonly string[]): number =>
      rows.map((text, index) => ({ text, index })).filter((row) => row.text.trim() !== "")[Number(at)]?.index ?? 0;
    switch (list) {
      case "emails":
        return `emails.${filled(this.draft.emails.map((row) => row.address))}`;
      case "phones":
        return `phones.${filled(this.draft.phones.map((row) => row.number))}`;
      case "addresses":
        return `addresses.${filled(this.draft.addresses.map((row) => row.street + row.postal_code + row.town))}`;
      case "ibans":
        return `ibans.${filled(this.draft.ibans.map((row) => row.iban))}`;
      case "former_names":
        return `former_names.${filled(this.draft.former_names.map((row) => row.name))}`;
      default:
        return field;
    }
  }

  #keep(): void {
    if (!this.dirty) {
      if (this.#hasCopy) void this.#discardCopy();
      return;
    }
    const typing: SavedTyping = { at: new Date().toISOString(), draft: $state.snapshot(this.draft) as ContactDraft };
    this.#hasCopy = true;
    this.#copies = this.#copies
      .then(() => call("save_draft", { key: this.key, value: JSON.stringify(typing) }))
      .catch((cause: unknown) => {
        this.failure = `Votre saisie n’a pas pu être mise de côté : ${asApiError(cause).message}`;
      });
  }

  #discardCopy(): Promise<unknown> {
    clearTimeout(this.#keepTimer);
    this.#hasCopy = false;
    this.#copies = this.#copies.then(() => call("discard_draft", { key: this.key })).catch(() => undefined);
    return this.#copies;
  }

  async #look(said: string): Promise<void> {
    this.#looked = said;
    const question = ++this.#question;
    if (said === "") {
      this.similar = [];
      return;
    }
    try {
      const found = await call("similar_contacts", { draft: JSON.parse(said) as ContactDraft });
      if (question === this.#question) this.similar = found.slice(0, SIMILAR_SHOWN);
    } catch {
      // A hint that fails is no hint: the typing goes on.
      if (question === this.#question) this.similar = [];
    }
  }
}

/** A new contact shows one empty row of each, so that nothing has to be added to type the first. */
function withBlankRows(draft: ContactDraft): ContactDraft {
  return { ...draft, emails: [blankEmail()], phones: [blankPhone()], addresses: [blankAddress()] };
}
