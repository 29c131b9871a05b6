// A matter as it is typed.
import type { ContactStatus, Id, Matter, MatterDraft } from "../lib/commands";

/** What the form holds: the draft, with the names of the contacts chosen in it. */
export type MatterTyping = Omit<MatterDraft, "client" | "court"> & {
  client: { id: Id; name: string } | null;
  court: { id: Id; name: string } | null;
};

export function emptyTyping(opened_on: string, responsible: Id | null = null): MatterTyping {
  return {
    id: null,
    reference: "",
    title: "",
    client: null,
    responsible,
    opened_on,
    billing_mode: "hourly",
    fixed_fee: null,
    court: null,
    court_number: "",
    notes: "",
    opened_despite: "",
    make_client_active: false,
  };
}

export function typingOf(matter: Matter): MatterTyping {
  const { draft } = matter;
  return {
    ...draft,
    client: { id: draft.client, name: matter.client_name },
    court: draft.court === null ? null : { id: draft.court, name: matter.court_name ?? "…" },
    make_client_active: false,
  };
}

/** What is sent; null while the client is missing. */
export function draftOf(typing: MatterTyping): MatterDraft | null {
  if (typing.client === null) return null;
  return {
    ...typing,
    client: typing.client.id,
    court: typing.court?.id ?? null,
    fixed_fee: hasFixedFee(typing) ? typing.fixed_fee : null,
  };
}

/** Whether a fixed fee belongs to the mode of billing. */
export function hasFixedFee({ billing_mode }: Pick<MatterTyping, "billing_mode">): boolean {
  return billing_mode === "fixed" || billing_mode === "success" || billing_mode === "subscription";
}

export function differs(a: MatterTyping, b: MatterTyping): boolean {
  return JSON.stringify(draftish(a)) !== JSON.stringify(draftish(b));
}

/** What counts as typed: not the promotion, which is proposed by itself. */
function draftish(typing: MatterTyping): unknown {
  const { make_client_active, ...rest } = typing;
  void make_client_active;
  return { ...rest, client: typing.client?.id ?? null, court: typing.court?.id ?? null };
}

/** What opening a matter proposes to make of its client. */
export function promotion(status: ContactStatus): "first" | "return" | "lost" | null {
  switch (status) {
    case "unqualified":
    case "prospect":
      return "first";
    case "former_client":
      return "return";
    case "lost_prospect":
      return "lost";
    case "active_client":
      return null;
  }
}
