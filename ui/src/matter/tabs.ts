import type { Snippet } from "svelte";
import type { Matter } from "../lib/commands";

/** A tab of the matter's page that another concept shows; `value` is its part of the address. */
export type MatterTab = { value: string; label: string; panel: Snippet<[Matter]> };
