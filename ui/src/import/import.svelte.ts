// The import of a file, step by step: chosen, looked at, checked, imported, and perhaps taken back.
import { call, newTask, onProgress } from "../lib/call";
import type { ApiError, ImportField, ImportPreview, ImportReport } from "../lib/commands";
import { asApiError } from "../lib/errors";

/** Fields that any number of columns can feed: each value is kept. */
const SEVERAL: ReadonlySet<ImportField> = new Set([
  "ignored",
  "notes",
  "email",
  "email_label",
  "phone",
  "mobile",
  "phone_label",
  "quality",
  "address_label",
  "street",
  "street_more",
  "postal_code",
  "town",
  "country",
  "iban",
  "iban_label",
  "bic",
  "former_name",
]);

export type Step = "choose" | "preview" | "done";

export class ContactImport {
  step = $state<Step>("choose");
  preview = $state.raw<ImportPreview | null>(null);
  mapping = $state<ImportField[]>([]);
  /** What a check without writing answered, for this very mapping. */
  checked = $state.raw<ImportReport | null>(null);
  report = $state.raw<ImportReport | null>(null);
  error = $state.raw<ApiError | null>(null);
  reading = $state(false);
  running = $state<"check" | "import" | null>(null);
  cancelling = $state(false);
  progress = $state<{ done: number; total: number | null }>({ done: 0, total: null });
  #task: string | null = null;

  async read(path: string): Promise<void> {
    this.reading = true;
    this.error = null;
    try {
      const preview = await call("preview_import", { path });
      this.preview = preview;
      this.mapping = [...preview.mapping];
      this.checked = null;
      this.report = null;
      this.step = "preview";
    } catch (cause) {
      this.error = asApiError(cause);
    } finally {
      this.reading = false;
    }
  }

  map(column: number, field: ImportField): void {
    this.mapping[column] = field;
    // The figures were those of another mapping.
    this.checked = null;
  }

  /** Cards say themselves what each line is: their fields can't be chosen. */
  get chosen(): boolean {
    return this.preview?.format !== "vcard";
  }

  /** Whether at least one column names the contacts. */
  get named(): boolean {
    if (!this.chosen) return true;
    return this.mapping.some((field) =>
      ["birth_name", "usage_name", "full_name", "organisation_name", "first_names"].includes(field),
    );
  }

  /** Columns that feed the same field more than once, where only one can. */
  get doubled(): ReadonlySet<number> {
    if (!this.chosen) return new Set();
    const columns = new Set<number>();
    this.mapping.forEach((field, at) => {
      if (!SEVERAL.has(field) && this.mapping.indexOf(field) !== at) columns.add(at);
    });
    return columns;
  }

  /** Headers of the columns of our exports that are there to be read: nothing is imported from them. */
  get onlyRead(): string[] {
    return (this.preview?.headers ?? []).filter((_, at) => ["status", "links", "roles"].includes(this.mapping[at] ?? ""));
  }

  check(): Promise<void> {
    return this.#run(true);
  }

  import(): Promise<void> {
    return this.#run(false);
  }

  async cancel(): Promise<void> {
    if (this.#task === null) return;
    this.cancelling = true;
    try {
      await call("cancel_task", { task: this.#task });
    } catch (cause) {
      this.cancelling = false;
      this.error = asApiError(cause);
    }
  }

  reset(): void {
    this.step = "choose";
    this.preview = null;
    this.mapping = [];
    this.checked = null;
    this.report = null;
    this.error = null;
  }

  async #run(dryRun: boolean): Promise<void> {
    if (!this.preview || this.running) return;
    const task = newTask();
    this.#task = task;
    this.running = dryRun ? "check" : "import";
    this.cancelling = false;
    this.error = null;
    this.progress = { done: 0, total: null };
    const stop = onProgress(task, (_phase, done, total) => {
      this.progress = { done, total };
    });
    try {
      const report = await call("import_contacts", {
        task,
        path: this.preview.path,
        mapping: $state.snapshot(this.mapping) as ImportField[],
        dry_run: dryRun,
      });
      if (dryRun) this.checked = report;
      else {
        this.report = report;
        this.step = "done";
      }
    } catch (cause) {
      this.error = asApiError(cause);
    } finally {
      stop();
      this.running = null;
      this.#task = null;
    }
  }
}
