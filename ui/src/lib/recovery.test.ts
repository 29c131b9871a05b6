import { expect, test } from "vitest";
import { dealCode, normalizeCode, sameCode } from "./recovery";

const GROUPS = ["7K3M9QX", "B2C4DF", "G0HJ61M", "NP8RST"];

test("case, spaces, hyphens and look-alikes do not matter", () => {
  expect(normalizeCode(" g0hj-61m ")).toBe("G0HJ61M");
  expect(sameCode("gohj6lm", "G0HJ61M")).toBe(true);
  expect(sameCode("g o h j 6 I m", "G0HJ61M")).toBe(true);
  expect(sameCode("gohj6lk", "G0HJ61M")).toBe(false);
  expect(sameCode("", "G0HJ61M")).toBe(false);
});

test("a whole code pasted in one place is dealt out to its groups", () => {
  expect(dealCode(GROUPS.join(" - ").toLowerCase(), GROUPS)).toEqual(GROUPS);
  expect(dealCode("7K3M9QX", GROUPS)).toBeNull();
});
