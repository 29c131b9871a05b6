// A journey: a host of its own on a folder of its own, a browser page on it, and a picture when it fails.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, "../..");
const RESULTS = path.join(HERE, "results");
const HOST = path.resolve(process.env.THEMISIA_HOST ?? path.join(ROOT, "target/debug/themisia-host"));
const UI = path.resolve(process.env.THEMISIA_UI ?? path.join(ROOT, "ui/dist"));
const CHROMIUM = process.env.THEMISIA_CHROMIUM ?? "/usr/bin/chromium";
/** A debug core on a busy machine is slow; nothing here waits that long when all is well. */
const PATIENCE = Number(process.env.THEMISIA_PATIENCE ?? 60_000);
/** How many times slower than it is the machine is made to look, to find the steps that only a fast one survives. */
const SLOWNESS = Number(process.env.THEMISIA_SLOWNESS ?? 1);

let browser;
/** The browser writes to a home of its own, and leaves nothing in the person's. */
let home;
after(async () => {
  await browser?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

/**
 * Declares a journey.
 *
 * @param {string} sentence what the person does and sees
 * @param {{ start?: "first_run" | "open", keyStore?: "memory" | "none", dark?: boolean }} options
 *   `open`: the firm is set up already, its recovery code confirmed
 * @param {(journey: Journey) => Promise<void>} steps
 */
export function journey(sentence, options, steps) {
  test(sentence, async () => {
    assert.ok(existsSync(HOST), `no host at ${HOST}: cargo build -p themisia-host`);
    assert.ok(existsSync(path.join(UI, "index.html")), `no page at ${UI}: npm run build in ui`);
    home ??= await mkdtemp(path.join(tmpdir(), "themisia-home-"));
    browser ??= await chromium.launch({
      executablePath: CHROMIUM,
      env: { ...process.env, HOME: home, XDG_CONFIG_HOME: path.join(home, "config"), XDG_CACHE_HOME: path.join(home, "cache") },
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    const folder = await mkdtemp(path.join(tmpdir(), "themisia-e2e-"));
    const journey = new Journey(folder, options);
    try {
      await journey.begin();
      await steps(journey);
      assert.deepEqual(journey.faults, [], "the page reported faults");
    } catch (cause) {
      await journey.picture(sentence);
      throw cause;
    } finally {
      await journey.end();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

export class Journey {
  /** Errors that the page threw or logged. */
  faults = [];
  /** What the person answers to the next questions of the browser: where to write a file. */
  answers = [];
  #pages = [];
  #contexts = [];

  constructor(folder, options) {
    this.folder = folder;
    this.options = options;
  }

  async begin() {
    await this.startHost();
    const open = (this.options.start ?? "open") === "open";
    if (open) await this.setUp();
    this.page = await this.newPage();
    // Keys pressed before the screens are there would go nowhere.
    if (open) await visible(this.page.getByRole("navigation", { name: "Écrans" }));
  }

  async startHost() {
    const args = ["--folder", path.join(this.folder, "base"), "--ui", UI, "--port", "0", "--key-store", this.options.keyStore ?? "memory"];
    this.host = spawn(HOST, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.url = await new Promise((resolve, reject) => {
      const lines = createInterface({ input: this.host.stdout });
      lines.on("line", (line) => {
        const found = /listening (http:\S+)/.exec(line);
        if (found) resolve(found[1]);
      });
      this.host.once("exit", (code) => reject(new Error(`the host ended with ${code}`)));
    });
  }

  async stopHost() {
    if (!this.host || this.host.exitCode !== null) return;
    const ended = new Promise((resolve) => this.host.once("exit", resolve));
    this.host.kill();
    await ended;
  }

  /** A firm with its user, as after the first run. */
  async setUp() {
    const passphrase = this.options.keyStore === "none" ? "quatre mots bien choisis" : null;
    const code = await this.call("create_base", {
      new: { firm_name: "Cabinet Lemoine", user_name: "Claire Lemoine", grade: "partner", passphrase },
    });
    await this.call("confirm_recovery_code", { code: code.code });
  }

  /** Runs a command beside the page, as a colleague's program would. */
  async call(name, args = {}) {
    const response = await fetch(`${this.url}/call/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error(`${name}: ${answer.message}`), answer);
    return answer;
  }

  async newPage({ dark = this.options.dark ?? false, width = 1280, height = 800, route = "" } = {}) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
      locale: "fr-FR",
      // The clock of the host: past midnight in one zone, the other would still be on the day before.
      timezoneId: Intl.DateTimeFormat().resolvedOptions().timeZone,
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(PATIENCE);
    this.#contexts.push(context);
    const page = await context.newPage();
    this.#pages.push(page);
    page.on("pageerror", (error) => this.faults.push(String(error)));
    page.on("console", (message) => {
      // A refused command is an answer like another; the browser logs it as a failed load.
      if (message.type() === "error" && !message.text().includes("422")) this.faults.push(message.text());
    });
    page.on("dialog", (dialog) => {
      if (this.answers.length > 0) return void dialog.accept(this.answers.shift());
      this.faults.push(`an unexpected dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    if (SLOWNESS > 1) await slowDown(page);
    await page.goto(`${this.url}/${route}`);
    return page;
  }

  async picture(sentence) {
    await mkdir(RESULTS, { recursive: true });
    const name = sentence.normalize("NFKD").replace(/[^\w]+/g, "-").slice(0, 80);
    for (const [index, page] of this.#pages.entries()) {
      await page.screenshot({ path: path.join(RESULTS, `${name}-${index + 1}.png`) }).catch(() => undefined);
    }
  }

  async end() {
    for (const context of this.#contexts) await context.close().catch(() => undefined);
    await this.stopHost();
  }

  // ---- steps that many journeys share

  /** Goes to a screen by its address. */
  async go(route, page = this.page) {
    await page.goto(`${this.url}/#/${route}`);
  }

  rows(page = this.page) {
    return page.getByRole("grid", { name: "Contacts" }).getByRole("row").filter({ has: page.getByRole("gridcell") });
  }

  row(name, page = this.page) {
    return this.rows(page).filter({ hasText: name });
  }

  detail(page = this.page) {
    return page.getByRole("article", { name: "Fiche" });
  }

  /** Waits until a form's typing that holds `text` is put aside. */
  async putAside(text) {
    await eventually(async () => {
      const keys = await this.call("drafts");
      const kept = await Promise.all(keys.map((key) => this.call("get_draft", { key })));
      assert.ok(kept.some((typing) => typing?.includes(text)), `« ${text} » is not put aside yet, only ${keys}`);
    });
  }

  /** A message at the foot of the page. */
  async told(text, page = this.page) {
    await page.locator("[data-sonner-toast]").filter({ hasText: text }).first().waitFor();
  }

  /** Chooses the file `name` of these bytes on the import screen. */
  async choose(name, bytes) {
    const file = path.join(this.folder, name);
    await writeFile(file, bytes);
    return this.chooseFile(file);
  }

  async chooseFile(file) {
    const chooser = this.page.waitForEvent("filechooser");
    await this.page.getByRole("button", { name: "Choisir un fichier…" }).click();
    await (await chooser).setFiles(file);
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }
}

/** The page computes that many times slower, and waits for every answer of the core. */
async function slowDown(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWNESS });
  await page.route("**/call/*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, SLOWNESS * 40 * Math.random()));
    await route.continue().catch(() => undefined);
  });
}

export async function visible(locator) {
  await locator.first().waitFor({ state: "visible" });
}

export async function gone(locator) {
  await locator.first().waitFor({ state: "hidden" });
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is not accessible on the page as it stands (WCAG 2.2 AA and good practice). */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } }),
  );
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary})`).join(" | ")}`);
}

/** Waits until `check` no longer throws: for what no single element says. */
/** Repeats a check until it no longer throws. */
export async function eventually(check) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await check();
    } catch (cause) {
      if (Date.now() > end) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A contact as the commands take it. */
export function draft(fields) {
  return {
    id: null, kind: "natural_person", civility: "", first_names: "", birth_name: "", usage_name: "", organisation_name: "", acronym: "",
    trade_name: "", legal_form: "", court_type: "", birth_date: null, siren: "", siret: "", vat_number: "", notes: "", external_ref: "",
    to_check: [], emails: [], phones: [], addresses: [], former_names: [], qualities: [],
    ...fields,
  };
}
