/** One Saddle at a time for each lab folder: a second start hands its files to the first and ends. */
import type { App } from "electron";
import { handoverSchema, type OpenedFiles, projectsIn } from "./openedFiles";

/**
 * Call before the application is ready, after its data folder is set: the lock lives there.
 * @param raise brings the window to the front.
 * @returns false where another instance holds the lock; this one should then quit at once.
 */
export function claimInstance(app: App, files: OpenedFiles, raise: () => void): boolean {
  const projects = projectsIn(process.argv.slice(1), process.cwd());
  if (!app.requestSingleInstanceLock({ projects })) return false;
  app.on("second-instance", (_event, _words, _directory, additional) => {
    raise();
    // Chromium reorders the words of the other's command line, so it sends what it has read itself.
    const handover = handoverSchema.safeParse(additional);
    if (handover.success) files.add(handover.data.projects);
  });
  // macOS: a double click in the Finder, or a drop on the dock; may come before the application is ready.
  app.on("open-file", (event, path) => {
    event.preventDefault();
    raise();
    files.add(projectsIn([path], "/"));
  });
  files.add(projects);
  return true;
}
