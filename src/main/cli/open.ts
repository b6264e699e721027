/** The lab for one command, and its orderly end. */
import { join } from "node:path";
import { version } from "../../../package.json";
import type { BackendId } from "../../shared/contract/trainer";
import { resolveDirectories } from "../lab/directories";
import { Lab } from "../lab/lab";
import { forkTrainer } from "../lab/processAdapter";
import type { RunEvent } from "../lab/recorder";
import { clock, inWords, type Output } from "./output";

/**
 * Opens a lab, works with it, and closes it whatever happens. What is unsaved then stays to be resumed.
 * @param backend on which to train; the one of the settings where none is given
 * @param onRunEvent what the trainer told of the run, once it is recorded
 */
export async function withLab<T>(
  output: Output,
  { backend }: { readonly backend?: BackendId },
  work: (lab: Lab) => Promise<T>,
  onRunEvent?: (event: RunEvent) => void,
): Promise<T> {
  const lab = await Lab.open({
    directories: resolveDirectories(),
    version,
    startTrainer: () => forkTrainer(join(__dirname, "trainer.js")),
    log: (level, message) => {
      if (level !== "info") output.say(message);
    },
    ...(backend ? { backend } : {}),
    ...(onRunEvent ? { onRunEvent } : {}),
  });
  for (const problem of lab.problems) output.say(inWords(problem));
  lab.on("data.progress", ({ unit, done, total, secondsLeft, ended }) => {
    if (ended) return;
    const left = secondsLeft === null ? "" : ` · ${clock(secondsLeft)} left`;
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
    const bytes = `${megabytes(done)} of ${megabytes(total)} MB${left}`;
    const said = {
      pictures: `importing ${done} of ${total} pictures${left}`,
      bytes: `fetching ${bytes}`,
      unpacked: `unpacking ${bytes}`,
    };
    output.progress(said[unit]);
    output.event({ event: "import", unit, done, total, secondsLeft });
  });
  lab.on("notice", ({ error }) => output.say(inWords(error)));
  try {
    return await work(lab);
  } finally {
    await lab.shutdown({ keep: true });
  }
}
