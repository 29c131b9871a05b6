// Where the person is, in the address: `#/contacts/ID`. Back and forward work because it is the browser's own history.

let parts = $state.raw<string[]>(read());

function read(): string[] {
  return location.hash.replace(/^#\/?/, "").split("?")[0]!.split("/").filter(Boolean).map(decodeURIComponent);
}

window.addEventListener("hashchange", () => (parts = read()));

export const route = {
  /** `["contacts", ID]` for `#/contacts/ID`. */
  get parts(): string[] {
    return parts;
  },
  get screen(): string {
    return parts[0] ?? "accueil";
  },
};

/** The address of a place: `href("contacts", id)` is `#/contacts/ID`. */
export function href(...path: string[]): string {
  return `#/${path.map(encodeURIComponent).join("/")}`;
}

export function go(...path: string[]): void {
  location.hash = href(...path);
  parts = read();
}

/** The same without a step in the history: for what follows a selection with the arrow keys. */
export function replace(...path: string[]): void {
  history.replaceState(history.state, "", href(...path));
  parts = read();
}
