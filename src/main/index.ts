/** Boot order of the desktop application, and nothing else. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app, dialog } from "electron";
import { version } from "../../package.json";
import { reasonOf } from "../shared/contract/errors";
import { resolveDirectories } from "./lab/directories";
import { BoundedLog } from "./shell/boundedLog";
import { languageOf, systemLocale } from "./shell/locale";
import { OpenedFiles } from "./shell/openedFiles";
import { registerScheme } from "./shell/protocol";
import { forbidNavigation } from "./shell/security/navigation";
import { type Shell, startShell } from "./shell/shell";
import { claimInstance } from "./shell/singleInstance";
import { texts } from "./shell/text";

app.setName("Saddle");
const directories = resolveDirectories();
mkdirSync(directories.home, { recursive: true });
app.setPath("userData", directories.home);
// What Chromium keeps for itself stays apart from what a person might want to look at or copy.
app.setPath("sessionData", join(directories.home, "browser"));

const log = new BoundedLog(join(directories.home, "logs", "main.log"));
const report = (error: unknown): void => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.write(Buffer.from(`${new Date().toISOString()} ${text}\n`));
};
process.on("unhandledRejection", report);

const files = new OpenedFiles();
let shell: Shell | null = null;
if (claimInstance(app, files, () => shell?.raise())) {
  registerScheme();
  forbidNavigation(app);
  app
    .whenReady()
    .then(() => startShell({ directories, version, mainFolder: __dirname, files, report }))
    .then(
      (started) => {
        shell = started;
      },
      (error: unknown) => {
        report(error);
        const language = languageOf("system", systemLocale(app));
        dialog.showErrorBox(texts.failedToStart[language], reasonOf(error)[language]);
        app.exit(1);
      },
    );
} else {
  app.quit();
}
