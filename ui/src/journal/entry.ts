// What is being written down, as the form holds it.
import type { Direction, Id, Interaction, InteractionDraft, InteractionKind } from "../lib/commands";
import { localDay } from "../lib/format";

export type Named = { id: Id; name: string };

export type Entry = {
  id: Id | null;
  kind: InteractionKind;
  day: string | null;
  time: string;
  subject: string;
  body: string;
  minutes: string;
  direction: Direction | "";
  matter: Id | "";
  pinned: boolean;
  about: Named[];
  mentioned: Named[];
};

export function newEntry(kind: InteractionKind, about: Named[]): Entry {
  const now = new Date();
  return {
    id: null,
    kind,
    day: localDay(now),
    time: clock(now),
    subject: "",
    body: "",
    minutes: "",
    direction: kind === "call" || kind === "letter" ? "in" : "",
    matter: "",
    pinned: false,
    about,
    mentioned: [],
  };
}

export function entryOf(interaction: Interaction): Entry {
  const { draft } = interaction;
  const at = new Date(draft.at);
  const of = (ids: readonly Id[], part: "about" | "mentioned") =>
    interaction.contacts.filter((one) => one.part === part && ids.includes(one.id)).map(({ id, name }) => ({ id, name }));
  const time = clock(at);
  return {
    id: interaction.id,
    kind: draft.kind,
    day: localDay(at),
    time: time === "00:00" ? "" : time,
    subject: draft.subject,
    body: draft.body,
    minutes: draft.minutes === null ? "" : String(draft.minutes),
    direction: draft.direction ?? "",
    matter: draft.matter ?? "",
    pinned: draft.pinned,
    about: of(draft.about, "about"),
    mentioned: of(draft.mentioned, "mentioned"),
  };
}

/** `time` as `14:30`, or empty for a day without its time. */
export function draftOf(entry: Entry, time: string, minutes: number | null): InteractionDraft {
  return {
    id: entry.id,
    kind: entry.kind,
    at: entry.day === null ? "" : time === "" ? entry.day : `${entry.day}T${time}`,
    subject: entry.subject,
    body: entry.body,
    minutes,
    direction: entry.direction === "" ? null : entry.direction,
    matter: entry.matter === "" ? null : entry.matter,
    pinned: entry.pinned,
    about: entry.about.map((one) => one.id),
    mentioned: entry.mentioned.map((one) => one.id),
  };
}

function clock(at: Date): string {
  return at.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
}
