// The one way to the program: Tauri's bridge in the window, loopback HTTP in a browser (tests/host).
import type { ApiError, Commands, ThemisiaEvent } from "./commands";
import { asApiError } from "./errors";

export type CommandName = keyof Commands;
export type Args<N extends CommandName> = Commands[N]["args"];
export type Output<N extends CommandName> = Commands[N]["output"];
export type FileType = { name: string; extensions: string[] };

/** True in the real window, false in a browser on tests/host. */
export const inWindow = "__TAURI_INTERNALS__" in window;

/** Runs a command. Rejects with an `ApiError`, whatever went wrong. */
export async function call<N extends CommandName>(
  name: N,
  ...[args]: Record<string, never> extends Args<N> ? [args?: Args<N>] : [args: Args<N>]
): Promise<Output<N>> {
  try {
    const output = inWindow ? await callWindow(name, args ?? {}) : await callHost(name, args ?? {});
    return output as Output<N>;
  } catch (cause) {
    throw asApiError(cause);
  }
}

async function callWindow(name: CommandName, args: object): Promise<unknown> {
  const { invoke } = await import("@tauri-apps/api/core");
  return invoke("call", { name, args });
}

async function callHost(name: CommandName, args: object): Promise<unknown> {
  const response = await fetch(`call/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(args),
  });
  if (response.ok) return response.json();
  if (response.status === 422) throw (await response.json()) as ApiError;
  throw new Error(`HTTP ${response.status}`);
}

// ---- events

type Listener = (event: ThemisiaEvent) => void;
const listeners = new Set<Listener>();
let connected = false;

/** Hears what the program says by itself; the answer stops listening. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  connect();
  return () => listeners.delete(listener);
}

/** Hears the progress of one task. */
export function onProgress(task: string, listener: (phase: string, done: number, total: number | null) => void): () => void {
  return onEvent((event) => {
    if (event.type === "progress" && event.task === task) listener(event.phase, event.done, event.total);
  });
}

/** Tells every listener; for the transports and for tests. */
export function emit(event: ThemisiaEvent): void {
  for (const listener of [...listeners]) listener(event);
}

function connect(): void {
  if (connected) return;
  connected = true;
  if (inWindow) {
    void import("@tauri-apps/api/event").then(({ listen }) => listen<ThemisiaEvent>("themisia", (event) => emit(event.payload)));
  } else if ("EventSource" in window) {
    new EventSource("events").onmessage = (message: MessageEvent<string>) => emit(JSON.parse(message.data) as ThemisiaEvent);
  }
}

/** An id for a long task: `call("import_contacts", { task: newTask(), … })`, then `onProgress(task, …)`. */
export function newTask(): string {
  return crypto.randomUUID();
}

// ---- files, folders, clipboard: what only the window can do, with a stand-in for the browser

/** Asks for a file to read; null when the person gave up. */
export async function pickFile(title: string, types: FileType[] = []): Promise<string | null> {
  if (inWindow) {
    const { open } = await import("@tauri-apps/plugin-dialog");
    return open({ title, filters: types, multiple: false, directory: false });
  }
  const [file] = await chooseInBrowser(types, false);
  return file ? uploadFile(file) : null;
}

/** Asks for files to read; none when the person gave up. */
export async function pickFiles(title: string, types: FileType[] = []): Promise<string[]> {
  if (inWindow) {
    const { open } = await import("@tauri-apps/plugin-dialog");
    return (await open({ title, filters: types, multiple: true, directory: false })) ?? [];
  }
  return Promise.all((await chooseInBrowser(types, true)).map(uploadFile));
}

/** Bytes of a dropped file that are handed over at once. */
const CHUNK = 768 * 1024;

/** Hands a dropped file over to the program, piece by piece; answers where it then lies. */
export async function takeFile(file: File): Promise<string> {
  if (!inWindow) return uploadFile(file);
  let path: string | null = null;
  for (let start = 0; start === 0 || start < file.size; start += CHUNK) {
    const bytes = new Uint8Array(await file.slice(start, start + CHUNK).arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    path = await call("receive_file", { path, name: file.name, chunk: btoa(binary) });
  }
  return path ?? "";
}

/** Asks for a folder; null when the person gave up or where there is no folder dialog. */
export async function pickFolder(title: string): Promise<string | null> {
  if (!inWindow) return window.prompt(title);
  const { open } = await import("@tauri-apps/plugin-dialog");
  return open({ title, directory: true, multiple: false });
}

/** Asks where to write a file; null when the person gave up. */
export async function saveFile(title: string, name: string, types: FileType[] = []): Promise<string | null> {
  if (!inWindow) return window.prompt(title, name);
  const { save } = await import("@tauri-apps/plugin-dialog");
  return save({ title, defaultPath: name, filters: types });
}

/** Shows a file where it lies, in the file manager of the system. Only in the window. */
export async function showInFolder(path: string): Promise<void> {
  const { revealItemInDir } = await import("@tauri-apps/plugin-opener");
  await revealItemInDir(path);
}

/** Hands a dropped or chosen file to the host, which answers its path there. Only in a browser. */
export async function uploadFile(file: File): Promise<string> {
  const response = await fetch(`upload?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
  if (!response.ok) throw asApiError(new Error(`HTTP ${response.status}`));
  return ((await response.json()) as { path: string }).path;
}

export async function copyText(text: string): Promise<void> {
  if (inWindow) {
    const { invoke } = await import("@tauri-apps/api/core");
    await invoke("plugin:clipboard-manager|write_text", { text });
  } else {
    await navigator.clipboard.writeText(text);
  }
}

function chooseInBrowser(types: FileType[], multiple: boolean): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.hidden = true;
    input.multiple = multiple;
    input.accept = types.flatMap((type) => type.extensions.map((extension) => `.${extension}`)).join(",");
    input.onchange = () => resolve([...(input.files ?? [])]);
    input.addEventListener("cancel", () => resolve([]));
    // In the page, so that a browser test can find it and set its file.
    document.body.append(input);
    input.click();
    const remove = () => input.remove();
    input.addEventListener("change", remove);
    input.addEventListener("cancel", remove);
  });
}
