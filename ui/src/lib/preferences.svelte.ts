// How the page looks on this device. Kept by the browser engine: it is no data of the firm.

export type Theme = "system" | "light" | "dark";
export const ZOOM_STEPS = [90, 100, 110, 120, 130, 140, 150] as const;

const dark = window.matchMedia("(prefers-color-scheme: dark)");
let theme = $state<Theme>(readTheme());
let zoom = $state(readZoom());
let reminders = $state(recall("reminders") !== "off");
let systemDark = $state(dark.matches);
dark.addEventListener("change", () => {
  systemDark = dark.matches;
  apply();
});

export const preferences = {
  get theme(): Theme {
    return theme;
  },
  set theme(value: Theme) {
    theme = value;
    remember("theme", value);
    apply();
  },
  /** Per cent of the normal text size, 90 to 150. */
  get zoom(): number {
    return zoom;
  },
  set zoom(value: number) {
    zoom = Math.min(150, Math.max(90, Math.round(value / 10) * 10));
    remember("zoom", String(zoom));
    apply();
  },
  /** Whether meetings are told of shortly before they begin. */
  get reminders(): boolean {
    return reminders;
  },
  set reminders(value: boolean) {
    reminders = value;
    remember("reminders", value ? "on" : "off");
  },
  /** The theme in force, once the system's wish is known. */
  get shown(): "light" | "dark" {
    return theme === "system" ? (systemDark ? "dark" : "light") : theme;
  },
};

/** Puts theme and text size on the page; called before anything is drawn. */
export function apply(): void {
  const root = document.documentElement;
  root.dataset["theme"] = preferences.shown;
  root.style.setProperty("font-size", `${zoom}%`);
}

/** A small value kept on this device (a width, a choice of columns); storage may be refused, and then it is forgotten. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`themisia.${key}`, value);
  } catch {
    // A private window refuses storage: the preference lasts as long as the page.
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`themisia.${key}`);
  } catch {
    return null;
  }
}

function readTheme(): Theme {
  const stored = recall("theme");
  return stored === "light" || stored === "dark" ? stored : "system";
}

function readZoom(): number {
  const stored = Number(recall("zoom"));
  return stored >= 90 && stored <= 150 ? stored : 100;
}
