/** The lab in Electron without a window: its handlers, its lab and its trainer as the shell has them. */
import { join } from "node:path";
import { app } from "electron";
import { version } from "../../package.json";
import { resolveDirectories } from "../../src/main/lab/directories";
import { Lab } from "../../src/main/lab/lab";
import { Dialogs } from "../../src/main/shell/dialogs";
import { Documents } from "../../src/main/shell/documents";
import { createHandlers } from "../../src/main/shell/handlers";
import { ProjectLine } from "../../src/main/shell/projectLine";
import { forkTrainer } from "../../src/main/shell/trainerProcess";
import { builtParts } from "../../src/main/shell/window";
import { serve, tellProject } from "./serve";

const directories = resolveDirectories();
app.setPath("userData", directories.home);

async function start(): Promise<void> {
  await app.whenReady();
  // This script is built into out/bench/headless.
  const { trainer } = builtParts(join(__dirname, "../../main"));
  const lab = await Lab.open({ directories, version, startTrainer: () => forkTrainer(trainer, directories.home) });
  const dialogs = new Dialogs(
    () => null,
    () => "en",
  );
  const handlers: Readonly<Record<string, unknown>> = createHandlers({
    lab,
    projectLine: new ProjectLine(() => undefined),
    documents: new Documents(lab, dialogs),
    dialogs,
    openLink: async () => undefined,
    info: { version, locale: "en", development: true },
  });
  lab.on("project.changed", ({ project }) => tellProject(project));
  serve((route, input) => (handlers[route] as (input: unknown) => unknown)(input));
}

void start();
