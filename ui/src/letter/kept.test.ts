import { expect, test } from "vitest";
import type { LetterDraft } from "../lib/commands";
import { isTyped, letterKey, templateKey } from "./kept";

test("a letter is worth keeping once it says something else than what was proposed", () => {
  const proposed = { addressee: "Mme Durand", on: "2026-03-02", subject: "", body: "Madame,", signed: "" } as LetterDraft;
  expect(isTyped({ ...proposed }, proposed)).toBe(false);
  for (const typed of [
    { body: "Madame, non" },
    { subject: "Bail" },
    { addressee: "M. Petit" },
    { on: "2026-03-03" },
    { signed: "C." },
  ])
    expect(isTyped({ ...proposed, ...typed }, proposed)).toBe(true);
  // Whom it goes to is proposed, not typed; what was taken up without a proposal is kept.
  expect(isTyped({ ...proposed, recipient: "2" }, proposed)).toBe(false);
  expect(isTyped(proposed, null)).toBe(true);
});

test("each contact, matter and template has a place of its own", () => {
  expect([letterKey({ id: "1" }), templateKey("1"), templateKey(null)]).toEqual([
    "letter:1",
    "letter-template:1",
    "letter-template:new",
  ]);
});
