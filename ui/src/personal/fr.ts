// The words of the rights that people have over their data (RGPD).
import type { DataRequestKind, DataRequestOutcome } from "../lib/commands";
import type { Tone } from "../kit";

export const KINDS: readonly { value: DataRequestKind; label: string }[] = [
  { value: "access", label: "Accès (art. 15)" },
  { value: "rectification", label: "Rectification (art. 16)" },
  { value: "erasure", label: "Effacement (art. 17)" },
  { value: "restriction", label: "Limitation (art. 18)" },
  { value: "portability", label: "Portabilité (art. 20)" },
  { value: "objection", label: "Opposition (art. 21)" },
];

export const OUTCOMES: Record<DataRequestOutcome, { label: string; tone: Tone }> = {
  received: { label: "Reçue", tone: "info" },
  done: { label: "Satisfaite", tone: "good" },
  refused: { label: "Refusée", tone: "warn" },
};

export function kindLabel(kind: DataRequestKind): string {
  return KINDS.find((one) => one.value === kind)?.label ?? kind;
}
