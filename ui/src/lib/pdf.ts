// Documents that the program writes as PDF, where the person wants them.
import { saveFile } from "./call";
import { toast } from "./toast";

/** Asks where, has it written there, and says so; what went wrong is said too. */
export async function savePdf(title: string, name: string, write: (path: string) => Promise<unknown>): Promise<void> {
  try {
    const path = await saveFile(title, name, [{ name: "PDF", extensions: ["pdf"] }]);
    if (path === null) return;
    await write(path);
    toast.done("PDF enregistré.", { detail: path });
  } catch (cause) {
    toast.error(cause);
  }
}
