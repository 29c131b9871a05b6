import { expect, test } from "vitest";
import { differs, draftOf, emptyTyping, hasFixedFee, promotion } from "./draft";

test("a typing is sent once its client is known, without a fee that its mode of billing has none of", () => {
  const typing = { ...emptyTyping("2026-03-01"), title: "Bail", fixed_fee: 100000 };
  expect(draftOf(typing)).toBeNull();
  const client = { id: "anne", name: "Anne DURAND" };
  expect(draftOf({ ...typing, client })).toMatchObject({ client: "anne", court: null, fixed_fee: null });
  expect(draftOf({ ...typing, client, billing_mode: "fixed" })).toMatchObject({ fixed_fee: 100000 });
  expect(hasFixedFee({ billing_mode: "pro_bono" })).toBe(false);
});

test("the promotion that is proposed is no typing", () => {
  const typing = emptyTyping("2026-03-01");
  expect(differs(typing, { ...typing, make_client_active: true })).toBe(false);
  expect(differs(typing, { ...typing, client: { id: "a", name: "A" } })).toBe(true);
  expect(differs({ ...typing, client: { id: "a", name: "A" } }, { ...typing, client: { id: "a", name: "B" } })).toBe(false);
});

test("a client that left may return, a lost prospect goes through its own move", () => {
  expect(promotion("prospect")).toBe("first");
  expect(promotion("former_client")).toBe("return");
  expect(promotion("lost_prospect")).toBe("lost");
  expect(promotion("active_client")).toBeNull();
});
