// What the palette finds beside contacts and actions: each concept brings its own, App hands them over.
import type { Component } from "svelte";

export type Found = { key: string; label: string; note?: string; icon: Component; open: () => void };

export type FoundSource = {
  id: string;
  /** The heading of what it finds. */
  title: string;
  find: (text: string) => Promise<Found[]>;
};
