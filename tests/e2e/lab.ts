/** Starts the built lab in Electron with a home of its own, and does to it what no window can. */
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test as base, type ElectronApplication, _electron as electron, expect, type Page } from "@playwright/test";

const root = resolve(__dirname, "../..");
/** The lab, held back until Playwright listens. */
const launcher = join(__dirname, "launcher");

function executable(): string {
  const path = process.env.SADDLE_ELECTRON;
  if (path === undefined || !existsSync(path))
    throw new Error("Run these tests by `npm test -- e2e`: it provides Electron.");
  return path;
}

export interface StartOptions {
  /** Files named on the command line. */
  files?: readonly string[];
  /** Further arguments for Electron. */
  flags?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** Arguments for Electron, besides the files. As root, Chromium's own sandbox cannot be had. */
const flags = [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"];

const environment = (home: string, over: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name === "ELECTRON_RUN_AS_NODE" || name === "NODE_OPTIONS" ? [] : [[name, value] as const],
  );
  // Chromium takes its temporary folder away when it quits, and leaves it where it is killed: then it goes with the home.
  return { ...Object.fromEntries(inherited), SADDLE_HOME: home, TMPDIR: home, ...over };
};

/** A killed application's helpers may write once more after its home was removed; by the end they are gone too. */
const folders: string[] = [];
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A home folder and the applications that were started on it, one after another or at once. */
export class Home {
  readonly #started: RunningLab[] = [];

  private constructor(readonly folder: string) {}

  /** English and dark, unless a test says otherwise. */
  static async create(settings: Readonly<Record<string, unknown>> = {}): Promise<Home> {
    const home = new Home(await mkdtemp(join(tmpdir(), "saddle-e2e-")));
    folders.push(home.folder);
    const chosen = { language: "en", theme: "dark", ...settings };
    await writeFile(join(home.folder, "settings.json"), JSON.stringify(chosen));
    return home;
  }

  /** A path in a folder that goes with the home. */
  path(name: string): string {
    return join(this.folder, name);
  }

  async start(options: StartOptions = {}): Promise<RunningLab> {
    const app = await electron.launch({
      executablePath: executable(),
      args: [...flags, ...(options.flags ?? []), launcher, ...(options.files ?? [])],
      env: environment(this.folder, options.env),
      cwd: root,
    });
    const lab = new RunningLab(app, await app.firstWindow());
    this.#started.push(lab);
    return lab;
  }

  /** Starts a second instance and waits until it has ended by itself. */
  async startSecond(files: readonly string[]): Promise<number | null> {
    const child = spawn(executable(), [...flags, root, ...files], { env: environment(this.folder), stdio: "ignore" });
    return new Promise((done, fail) => {
      child.on("error", fail);
      child.on("exit", done);
    });
  }

  /** Ends what still runs and removes the folder. Fails on faults that nobody expected. */
  async remove(expected?: RegExp): Promise<void> {
    // What the main process logged as its own faults, and what the windows complained of.
    const log = await readFile(this.path("logs/main.log"), "utf8").catch(() => "");
    const faults = [...log.split("\n").filter(Boolean), ...this.#started.flatMap(({ complaints }) => complaints)];
    for (const { pid } of this.#started) killQuietly(pid);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    expect(faults.filter((fault) => expected?.test(fault) !== true)).toEqual([]);
  }
}

function killQuietly(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** What a stubbed message box answers: the label of the button to press. */
type MessageAnswer = string;

export class RunningLab {
  /** What the window complained of in its console. */
  readonly complaints: string[] = [];
  /** Asked at once: an application that has ended no longer tells. */
  readonly pid: number | undefined;

  constructor(
    readonly app: ElectronApplication,
    readonly page: Page,
  ) {
    this.pid = app.process().pid;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
  }

  /** The next save dialogs answer with this path; null cancels. */
  async answerSaveDialog(path: string | null): Promise<void> {
    await this.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: filePath === null, filePath: filePath ?? "" });
    }, path);
  }

  async answerOpenDialog(path: string | null): Promise<void> {
    await this.app.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = async () => ({
        canceled: filePath === null,
        filePaths: filePath === null ? [] : [filePath],
      });
    }, path);
  }

  /** Presses the button of this label in the message boxes that follow; {@link messages} tells what they said. */
  async answerMessages(label: MessageAnswer): Promise<void> {
    await this.app.evaluate(({ dialog }, button) => {
      const seen: string[] = [];
      Object.assign(globalThis, { seenMessages: seen });
      dialog.showMessageBox = async (...given: unknown[]) => {
        const options = given[given.length - 1] as { message: string; buttons?: string[] };
        seen.push(options.message);
        const response = options.buttons?.indexOf(button) ?? -1;
        if (response < 0) throw new Error(`no button ${button} among ${options.buttons?.join(", ")}`);
        return { response, checkboxChecked: false };
      };
    }, label);
  }

  messages(): Promise<string[]> {
    return this.app.evaluate(() => (globalThis as unknown as { seenMessages?: string[] }).seenMessages ?? []);
  }

  /** Sends what the item of the native menu sends. */
  async menu(id: string): Promise<void> {
    await this.app.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id);
  }

  /** Ends the trainer as a crash would. Fails where none runs. */
  async killTrainer(): Promise<void> {
    const pid = await this.trainerPid();
    process.kill(pid, "SIGKILL");
  }

  async trainerPid(): Promise<number> {
    const answer = await this.page.evaluate(() =>
      (window as unknown as { saddle: { request(name: string, input: object): Promise<unknown> } }).saddle.request(
        "trainer.hello",
        {},
      ),
    );
    return (answer as { output: { pid: number } }).output.pid;
  }

  /** Ends the whole application as a power cut would. The trainer goes down with it. */
  async killAll(): Promise<void> {
    const ended = this.app.waitForEvent("close");
    killQuietly(this.pid);
    await ended;
  }

  /** Quits as a person does. Resolves when the application has ended. */
  async quit(): Promise<void> {
    const ended = this.app.waitForEvent("close");
    // The answer may be lost: the process ends under it.
    await this.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
    await ended;
  }
}

type LabSettings = Readonly<Record<string, unknown>>;

interface LabOptions {
  /** What the lab finds in its settings. */
  settings: LabSettings;
  /** Complaints of the window's console that a test provokes. */
  complaints: RegExp | undefined;
}

/** `home` is new for each test and gone after it. */
export const test = base.extend<LabOptions & { home: Home }>({
  settings: [{}, { option: true }],
  complaints: [undefined, { option: true }],
  home: async ({ settings, complaints }, use) => {
    const home = await Home.create(settings);
    await use(home);
    await home.remove(complaints);
  },
});

/** One lab for all tests of a file: a home, and the application that runs on it. */
export interface SharedLab {
  readonly home: Home;
  readonly lab: RunningLab;
  /** Starts the application again, after it was quit or killed. */
  restart(options?: StartOptions): Promise<void>;
}

/** Started before the first test of the file (and anew after one that failed). */
export function sharedLab({ settings, complaints }: Partial<LabOptions> = {}): SharedLab {
  let home: Home | undefined;
  let lab: RunningLab | undefined;
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error("The lab is started before the first test, and not earlier.");
    return part;
  };
  test.beforeAll(async () => {
    home = await Home.create(settings);
    lab = await home.start();
  });
  test.afterAll(() => home?.remove(complaints));
  return {
    get home() {
      return started(home);
    },
    get lab() {
      return started(lab);
    },
    async restart(options) {
      lab = await started(home).start(options);
    },
  };
}
export { expect };
