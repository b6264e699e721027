/** How much memory a run may take. */
import { readFileSync } from "node:fs";
import { freemem, platform, totalmem } from "node:os";

/**
 * Bytes that the system could give. What `freemem` says leaves out, on macOS and on Linux under older
 * Node, the files that the system keeps in memory only until somebody needs the room.
 */
export function availableMemory(): number {
  switch (platform()) {
    case "linux": {
      const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(linuxMemory())?.[1];
      return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024;
    }
    case "darwin":
      // It tells no program how much of the rest it would give up; half of all is a careful guess.
      return Math.max(freemem(), totalmem() / 2);
    default:
      return freemem();
  }
}

function linuxMemory(): string {
  try {
    return readFileSync("/proc/meminfo", "utf8");
  } catch {
    return "";
  }
}
