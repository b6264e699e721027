/**
 * What another process does in these tests; built to JavaScript and started by processes.test.ts. Prints
 * one line for each thing that is done, and stays until its input ends.
 */
import { Journal } from "../../../src/main/project/journal";
import { toErrorValue } from "../../../src/shared/contract/errors";
import { checkpoint, columns, layout, newRun, picture, recipe } from "./records";

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** Records as fast as it can until it is killed, telling what is safe. */
async function record(root: string): Promise<never> {
  const journal = await Journal.create(root, { name: "left behind", recipe });
  await journal.update((draft) => {
    draft.runs.push(newRun("a"));
    draft.activeRun = "a";
  });
  say({ id: journal.id });
  for (let step = 10; ; step += 10) {
    await journal.appendHistory("a", columns(step - 9, step));
    say({ history: step });
    await journal.writeSamples("a", step, picture(step), layout);
    say({ samples: step });
    await journal.writeCheckpoint("a", checkpoint(step, "kept", 2_000));
    say({ checkpoint: step });
    await journal.update((draft) => void draft.runs[0]!.edits.push({ step, path: "seed", value: step }));
    say({ edit: step });
  }
}

async function open(root: string, path: string): Promise<void> {
  try {
    const journal = await Journal.openFile(root, path);
    say({ opened: journal.id });
    process.stdin.resume().on("end", () => process.exit());
  } catch (error) {
    say({ refused: toErrorValue(error) });
  }
}

const [, , task, root = "", path = ""] = process.argv;
void (task === "record" ? record(root) : open(root, path));
