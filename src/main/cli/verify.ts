/** `saddle verify PROJECT`: is the recorded history what this machine computes again, to the bit? */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { BackendId } from "../../shared/contract/trainer";
import type { Verification } from "../lab/replay";
import { withLab } from "./open";
import { atStep, backendOption } from "./options";
import { exitCodes, type RunCommand } from "./output";

function inWords({ run, from, to, steps, checkpoints, difference, reproduced }: Verification): string {
  const stretch = `Run ${run}, steps ${from} to ${to}, trained again`;
  if (reproduced) {
    const places = checkpoints.map(({ step }) => step).join(", ");
    return `${stretch}: ${steps} steps of history and the weights at ${places} are the same, bit for bit.`;
  }
  const weights = checkpoints.find(({ recorded, found }) => recorded !== found);
  return [
    `${stretch}: not reproduced.`,
    ...(difference
      ? [`First at step ${difference.step}: ${difference.metric} was ${difference.recorded}, now ${difference.found}.`]
      : []),
    ...(weights
      ? [
          `Weights at step ${weights.step}: sha256 ${weights.recorded.slice(0, 16)}…, now ${weights.found.slice(0, 16)}…`,
        ]
      : []),
    "The same bits are promised on the same machine, backend and number of threads only.",
  ].join("\n");
}

export function addVerify(program: Command, run: RunCommand): void {
  program
    .command("verify")
    .description("train part of a run again, and tell whether its history comes out to the bit")
    .argument("<project>", "a .saddle file; it is not changed")
    .option("--run <id>", "which run (the active one)")
    .option("--from <step>", "the checkpoint to begin at; 0 is the beginning (the one before the last)", atStep)
    .addOption(backendOption())
    .action((project: string, { backend, ...options }: { run?: string; from?: number; backend?: BackendId }) =>
      run(async (output) =>
        withLab(output, backend ? { backend } : {}, async (lab) => {
          await lab.open(resolve(project));
          const verification = await lab.verify({
            ...options,
            onProgress: (step) => output.progress(`step ${step}`),
          });
          output.answer({ event: "done", ...verification }, inWords(verification));
          return verification.reproduced ? exitCodes.done : exitCodes.failed;
        }),
      ),
    );
}
