// The state of the base, as the whole page sees it.
import { call, onEvent } from "./call";
import type { ApiError, DeviceSettings, RecoveryCode, VaultStatus } from "./commands";
import { asApiError } from "./errors";
import { touches } from "./live.svelte";

export type OpenVault = Extract<VaultStatus, { state: "open" }>;

let status = $state.raw<VaultStatus | null>(null);
let failure = $state.raw<ApiError | null>(null);
let settings = $state.raw<DeviceSettings | null>(null);
let creating = $state(false);
let recovery = $state.raw<RecoveryCode | null>(null);

export const session = {
  /** Null until the program has answered for the first time. */
  get status(): VaultStatus | null {
    return status;
  },
  /** Why the program did not even say in which state the base is. */
  get failure(): ApiError | null {
    return failure;
  },
  /** The open base, or null. */
  get open(): OpenVault | null {
    return status?.state === "open" ? status : null;
  },
  /** Takes the status that a command answered with. */
  take(next: VaultStatus): void {
    status = next;
    failure = null;
    if (next.state !== "open") {
      // Nothing of a closed base stays in the page.
      settings = null;
      recovery = null;
    }
  },
  async refresh(): Promise<void> {
    try {
      session.take(await call("vault_status"));
    } catch (cause) {
      failure = asApiError(cause);
    }
  },
  /** Has the program look again at what is on the disk: the folder was moved, the key store is unlocked, the other window closed. */
  async lookAgain(): Promise<void> {
    try {
      // Leaving the demonstration is exactly that: close what is open, if anything is, and open the base of the folder.
      session.take(await call("leave_demo"));
    } catch (cause) {
      failure = asApiError(cause);
    }
  },

  /** True from the order to make a base until its recovery code is on the screen. */
  get creating(): boolean {
    return creating;
  },
  set creating(value: boolean) {
    creating = value;
  },
  /** A new recovery code that is to be written down; it is kept nowhere else. */
  get recovery(): RecoveryCode | null {
    return recovery;
  },
  set recovery(value: RecoveryCode | null) {
    recovery = value;
  },

  /** Settings of this device; null while the base is closed. */
  get settings(): DeviceSettings | null {
    return settings;
  },
  async loadSettings(): Promise<void> {
    settings = await call("device_settings");
  },
  async saveSettings(next: DeviceSettings): Promise<void> {
    settings = await call("save_device_settings", { settings: next });
  },
};

/** Follows the base for as long as the page lives. */
export function followVault(): () => void {
  void session.refresh();
  return onEvent((event) => {
    if (event.type === "vault") session.take(event.status);
    // The names of the firm and of the user stand in the status.
    else if (event.type === "changed" && session.open && touches(event.tables, ["firm", "user"])) {
      void session.refresh();
    }
  });
}
