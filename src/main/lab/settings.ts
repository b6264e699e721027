/** The person's settings, in `settings.json` of the lab's home. */
import { join } from "node:path";
import { settingsSchema } from "../../shared/domain/settings";
import { StoredValue } from "./storedValue";

export type StoredSettings = StoredValue<typeof settingsSchema>;

export const readSettings = (home: string): Promise<StoredSettings> =>
  StoredValue.read(join(home, "settings.json"), settingsSchema, settingsSchema.parse({}));
