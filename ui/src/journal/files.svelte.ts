// Files that come in: e-mails into the journal, everything else as documents.
import { call, newTask, onProgress, takeFile } from "../lib/call";
import type { AddedDocuments, DocumentPlace, EmailReport } from "../lib/commands";
import { plural } from "../lib/fr";
import { toastDone } from "../lib/undo.svelte";
import { toast } from "../kit";

export type Work = { label: string; done: number; total: number | null; cancelling: boolean; cancel: () => void };

/** What is under way, to be shown where it was asked for. */
export class Incoming {
  work = $state.raw<Work | null>(null);
  report = $state.raw<EmailReport | null>(null);
  refused = $state.raw<AddedDocuments["refused"]>([]);

  /** Files dropped: messages by their ending, the rest attached to `place`; null where nothing can be attached. */
  async drop(files: readonly File[], place: DocumentPlace | null): Promise<void> {
    const isMail = (file: File) => /\.(eml|msg)$/i.test(file.name);
    const [mails, others] = [files.filter(isMail), files.filter((file) => !isMail(file))];
    try {
      if (mails.length > 0) await this.emails(await Promise.all(mails.map(takeFile)));
      if (others.length > 0 && place) await this.documents(await Promise.all(others.map(takeFile)), place);
      else if (others.length > 0)
        toast.info("Déposez les documents dans le journal d’une fiche : ici, seuls les e-mails sont pris.");
    } catch (cause) {
      toast.error(cause);
    }
  }

  async emails(paths: string[]): Promise<void> {
    if (paths.length === 0) return;
    await this.run(plural(paths.length, "e-mail", "e-mails"), async (task) => {
      this.report = await call("import_emails", { task, paths });
    });
  }

  async documents(paths: string[], place: DocumentPlace): Promise<void> {
    if (paths.length === 0) return;
    await this.run("Ajout des documents", async (task) => {
      const added = await call("add_documents", { task, paths, place });
      this.refused = added.refused;
      const [one] = added.documents;
      if (added.documents.length === 1 && one) await toastDone(`Document ajouté : ${one.draft.name}`);
      else if (added.documents.length > 1)
        await toastDone(`${plural(added.documents.length, "document ajouté", "documents ajoutés")}`);
    });
  }

  private async run(label: string, act: (task: string) => Promise<void>): Promise<void> {
    const task = newTask();
    const cancel = () => {
      if (this.work) this.work = { ...this.work, cancelling: true };
      void call("cancel_task", { task });
    };
    this.work = { label, done: 0, total: null, cancelling: false, cancel };
    const stop = onProgress(task, (_phase, done, total) => {
      if (this.work) this.work = { ...this.work, done, total };
    });
    try {
      await act(task);
    } catch (cause) {
      toast.error(cause);
    } finally {
      stop();
      this.work = null;
    }
  }
}
