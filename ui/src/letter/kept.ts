// Letters and templates that are being written: under which key what is typed is kept.
import type { Id, LetterDraft } from "../lib/commands";

export type LetterTyping = { template: string; contact: Id; matter: string; letter: LetterDraft };
export type TemplateTyping = { name: string; subject: string; body: string };

/** One letter is written at a time in a matter, or about a contact. */
export function letterKey(about: { id: Id }): string {
  return `letter:${about.id}`;
}

export function templateKey(id: Id | null): string {
  return `letter-template:${id ?? "new"}`;
}

/** Whether a letter says something else than what was proposed; without a proposal, it was taken up from another day. */
export function isTyped(letter: LetterDraft, proposed: LetterDraft | null): boolean {
  if (proposed === null) return true;
  const typed = ["addressee", "on", "subject", "body", "signed"] as const;
  return typed.some((field) => letter[field] !== proposed[field]);
}
