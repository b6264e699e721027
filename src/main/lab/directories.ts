/** Where the lab keeps things on this machine. The one place in src that resolves these two folders. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

export interface Directories {
  /** Journals, settings, recent projects: `SADDLE_HOME`, or the system's place for application data. */
  readonly home: string;
  /** What can be made again, such as trained classifiers: `SADDLE_CACHE`, or the system's place for caches. */
  readonly cache: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @returns absolute paths; nothing is created */
export function resolveDirectories(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  userHome: string = homedir(),
): Directories {
  const { SADDLE_HOME, SADDLE_CACHE } = environment;
  const defaults = defaultDirectories(environment, platform, userHome);
  return {
    home: SADDLE_HOME ? resolve(SADDLE_HOME) : defaults.home,
    cache: SADDLE_CACHE ? resolve(SADDLE_CACHE) : defaults.cache,
  };
}

function defaultDirectories(environment: Environment, platform: NodeJS.Platform, userHome: string): Directories {
  switch (platform) {
    case "darwin":
      return {
        home: join(userHome, "Library", "Application Support", "saddle"),
        cache: join(userHome, "Library", "Caches", "saddle"),
      };
    case "win32":
      return {
        home: join(environment.APPDATA || join(userHome, "AppData", "Roaming"), "saddle"),
        cache: join(environment.LOCALAPPDATA || join(userHome, "AppData", "Local"), "saddle", "cache"),
      };
    default:
      return {
        home: join(environment.XDG_CONFIG_HOME || join(userHome, ".config"), "saddle"),
        cache: join(environment.XDG_CACHE_HOME || join(userHome, ".cache"), "saddle"),
      };
  }
}

export const journalsIn = (home: string): string => join(home, "journals");
