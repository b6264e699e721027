/** What each request does: the lab's own work, or the shell's where a person is asked first. */
import type { Lab } from "../lab/lab";
import { recipes } from "../lab/recipes";
import { replaceFile } from "../project/durable";
import type { Dialogs } from "./dialogs";
import type { Documents } from "./documents";
import type { ProjectLine } from "./projectLine";
import type { Handlers } from "./router";

export interface HandlerParts {
  lab: Lab;
  projectLine: ProjectLine;
  documents: Documents;
  dialogs: Dialogs;
  openLink(address: string): Promise<void>;
  info: { version: string; locale: string; development: boolean };
}

/** For requests that are answered by having been carried out. */
const nothing = async (work: Promise<void>): Promise<Record<string, never>> => {
  await work;
  return {};
};

export function createHandlers(parts: HandlerParts): Handlers {
  const { lab, projectLine, documents, dialogs, openLink, info } = parts;
  return {
    "app.info": () => ({
      version: info.version,
      platform: process.platform,
      locale: info.locale,
      electron: process.versions.electron ?? "",
      chrome: process.versions.chrome ?? "",
      node: process.versions.node,
      developmentRuntime: process.env.SADDLE_DEVELOPMENT_RUNTIME === "1",
    }),
    "app.openExternal": async ({ url }) => {
      await openLink(url);
      return {};
    },
    "export.save": async ({ suggestedName, kind, bytes }) => {
      const path = await dialogs.exportTo(suggestedName, kind);
      if (path === null) return { outcome: "cancelled", path: null };
      await replaceFile(path, bytes);
      return { outcome: "done", path };
    },

    "settings.get": () => lab.settings(),
    "settings.set": (change) => lab.changeSettings(change),
    "trainer.hello": () => lab.hello(),
    "doctor.report": async () => ({ findings: await lab.doctor() }),
    "recipes.list": () => ({ recipes: [...recipes] }),
    "speeds.get": () => lab.speeds(),
    "speeds.measure": ({ again }) => nothing(lab.measure({ again })),
    "speeds.stopMeasuring": () => nothing(lab.stopMeasuring()),
    "recipes.check": ({ recipe }) => lab.check(recipe),

    "project.state": () => projectLine.whole(lab.project()),
    "project.new": ({ recipeId }) => documents.create(recipeId),
    "project.open": ({ path }) => documents.open(path),
    "project.save": ({ as }) => documents.save(as),
    "project.close": () => documents.close(),
    "project.recent": async () => ({ recent: await lab.recent() }),
    "project.forget": ({ path }) => nothing(lab.forget(path)),
    "project.recoverable": async () => ({ journals: await lab.recoverable() }),
    "project.recover": ({ id }) => documents.recover(id),
    "project.discard": ({ id }) => nothing(lab.discard(id)),
    "project.setRecipe": ({ recipe }) => nothing(lab.setRecipe(recipe)),
    "project.undo": () => nothing(lab.undo()),
    "project.redo": () => nothing(lab.redo()),

    "run.play": () => nothing(lab.play()),
    "run.pause": () => lab.pause(),
    "run.stepOnce": ({ update }) => lab.stepOnce(update),
    "run.stop": () => nothing(lab.stop()),
    "run.edit": ({ path, value }) => nothing(lab.edit(path, value)),
    "run.checkpoint": () => lab.checkpoint(),
    "run.branch": ({ run, step }) => lab.branch(run, step),
    "run.restart": () => nothing(lab.restart()),
    "run.select": ({ run }) => nothing(lab.select(run)),
    "run.history": ({ run }) => lab.history(run),
    "run.samplesAt": ({ run, step }) => lab.samplesAt(run, step),
    "data.choose": async ({ kind }) => ({ path: await dialogs.chooseData(kind) }),
    "data.inspect": (input) => lab.data("data.inspect", input),
    "data.import": (input) => lab.data("data.import", input),
    "data.cancel": (input) => lab.data("data.cancel", input),
    "data.describe": (input) => lab.data("data.describe", input),
    "data.pictures": (input) => lab.data("data.pictures", input),
    "data.neighbours": (input) => lab.data("data.neighbours", input),
    "data.preview": (input) => lab.data("data.preview", input),
    "latent.generate": (input) => lab.generate(input),
    "latent.interpolate": (input) => lab.interpolate(input),
    "latent.plane": (input) => lab.plane(input),
  };
}
