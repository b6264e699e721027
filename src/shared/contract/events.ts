/** What the main process tells the window by itself. */
import { z } from "zod";
import type { Change } from "../domain/change";
import { settingsSchema } from "../domain/settings";
import { speedsSchema } from "../domain/speed";
import { importProgressSchema } from "./data";
import { errorValueSchema } from "./errors";

/** Commands of the native menu that the window carries out. */
export const menuCommands = [
  "new",
  "open",
  "save",
  "saveAs",
  "close",
  "undo",
  "redo",
  "playPause",
  "stepBoth",
  "stepDiscriminator",
  "stepGenerator",
  "stop",
  "goStart",
  "goData",
  "goTrain",
  "goLatent",
  "goSystem",
  "shortcuts",
  "about",
] as const;
export type MenuCommand = (typeof menuCommands)[number];

export const eventSchemas = {
  /**
   * What became of the project's state (null where nothing did) since the revision before. Who has not that one asks
   * for the whole.
   */
  "project.changed": z.object({ revision: z.int().min(0), change: z.custom<Change>() }),
  "settings.changed": settingsSchema,
  "trainer.changed": z.object({
    status: z.enum(["stopped", "starting", "ready", "restarting", "failed"]),
    error: errorValueSchema.nullable(),
  }),
  "data.progress": importProgressSchema,
  "speeds.changed": speedsSchema,
  menu: z.object({ command: z.enum(menuCommands) }),
  /** Something a person should know that no request of theirs caused. */
  notice: z.object({ level: z.enum(["info", "warning", "error"]), error: errorValueSchema }),
} as const;
export type EventName = keyof typeof eventSchemas;
export type EventPayload<E extends EventName> = z.infer<(typeof eventSchemas)[E]>;
