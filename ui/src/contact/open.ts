// What leads out of the program: a letter to an address, the clipboard, the printer.
import { mount, unmount } from "svelte";
import { copyText, inWindow } from "../lib/call";
import type { Contact, ContactRow, Link, Quality } from "../lib/commands";
import { toast } from "../kit";
import "./print.css";
import PrintList from "./PrintList.svelte";
import PrintSheet from "./PrintSheet.svelte";

/** `mailto:` of one address; what could add recipients or text to the letter is escaped. */
export function mailto(address: string): string {
  return `mailto:${encodeURIComponent(address).replace(/%40/g, "@")}`;
}

/** Opens the person's own mail program. In a browser the link does it by itself. */
export async function openMail(event: MouseEvent, address: string): Promise<void> {
  if (!inWindow) return;
  event.preventDefault();
  try {
    const { openUrl } = await import("@tauri-apps/plugin-opener");
    await openUrl(mailto(address));
  } catch (cause) {
    toast.error(cause);
  }
}

export async function copy(what: string, text: string): Promise<void> {
  try {
    await copyText(text);
    toast.info(`${what} : copié.`);
  } catch {
    toast.warn("La copie a été refusée par le système : sélectionnez le texte et copiez-le avec Ctrl+C.");
  }
}

export function print(contact: Contact, qualities: readonly Quality[], links: readonly Link[], firm: string): void {
  printAlone(mount(PrintSheet, { target: document.body, props: { contact, qualities, links, firm } }));
}

export function printList(title: string, rows: readonly ContactRow[], firm: string): void {
  printAlone(mount(PrintList, { target: document.body, props: { title, rows, firm } }));
}

/** Prints one sheet: it stands in the page only while the printer is asked. */
export function printAlone(sheet: object): void {
  const root = document.documentElement;
  root.classList.add("printing-sheet");
  window.addEventListener(
    "afterprint",
    () => {
      root.classList.remove("printing-sheet");
      void unmount(sheet);
    },
    { once: true },
  );
  window.print();
}
