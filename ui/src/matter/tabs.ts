import type { Component, Snippet } from "svelte";
import type { Matter } from "../lib/commands";

/** A tab of the matter's page that another concept shows; `value` is its part of the address. */
export type MatterTab = { value: string; label: string; panel: Snippet<[Matter]> };

/** Something that another concept does with the matter shown: a button of its page, and in the palette. */
export type MatterAction = { id: string; title: string; icon: Component; run: (matter: Matter) => void };
