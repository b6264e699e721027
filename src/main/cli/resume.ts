/** `saddle resume PROJECT`: goes on with a project's run from its last checkpoint. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { BackendId } from "../../shared/contract/trainer";
import { withLab } from "./open";
import { backendOption, steps } from "./options";
import type { RunCommand } from "./output";
import { reporter, trainAndSave } from "./training";

export function addResume(program: Command, run: RunCommand): void {
  program
    .command("resume")
    .description("go on with a project from its last checkpoint")
    .argument("<project>", "a .saddle file")
    .option("--steps <n>", "how many more steps to make (to the run's length, or by it once more)", steps)
    .addOption(backendOption())
    .action((project: string, options: { steps?: number; backend?: BackendId }) =>
      run(async (output) => {
        const path = resolve(project);
        let until: number | null = null;
        const report = reporter(output, () => until);
        return withLab(
          output,
          options,
          async (lab) => {
            await lab.open(path);
            const state = lab.project();
            const active = state?.runs.find(({ id }) => id === state.activeRun);
            if (state?.recovered) output.say("What was left unsaved of this project was recovered.");
            if (options.steps !== undefined) until = (active?.checkpoints.at(-1)?.step ?? 0) + options.steps;
            return trainAndSave(lab, output, path, options.steps);
          },
          report,
        );
      }),
    );
}
