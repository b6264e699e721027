/** `saddle recipes`: the built-in recipes, and how long each takes here. */
import type { Command } from "commander";
import type { BackendId } from "../../shared/contract/trainer";
import { type RoughTime, roughTime } from "../../shared/domain/speed";
import { recipes } from "../lab/recipes";
import { withLab } from "./open";
import { backendOption } from "./options";
import { exitCodes, type RunCommand } from "./output";

const shortUnits: Readonly<Record<RoughTime["unit"], string>> = { seconds: "s", minutes: "min", hours: "h", days: "d" };

/** `about 3 min on this machine (20,000 steps)` */
function inWords(steps: number, seconds: number | null): string {
  const length = `${steps.toLocaleString("en")} steps`;
  if (seconds === null) return `${length}, not measured on this machine yet`;
  const { unit, amount } = roughTime(seconds);
  return `${length}, about ${amount} ${shortUnits[unit]} on this machine`;
}

export function addRecipes(program: Command, run: RunCommand): void {
  program
    .command("recipes")
    .description("list the recipes, and how long each takes on this machine as far as that is known")
    .option("--measure", "measure all of them first, some seconds each")
    .addOption(backendOption())
    .action(({ measure = false, backend }: { measure?: boolean; backend?: BackendId }) =>
      run((output) =>
        withLab(output, backend ? { backend } : {}, async (lab) => {
          lab.on("speeds.changed", ({ measuring }) => {
            if (measuring === null) return;
            output.progress(`measuring ${measuring.recipe}, ${measuring.done + 1} of ${measuring.total}`);
            output.event({ event: "measuring", ...measuring });
          });
          if (measure) await lab.measure({ again: true });
          const { known } = lab.speeds();
          for (const card of recipes) {
            const { id, title, summary, reference, recipe } = card;
            const stepsPerSecond = known[id] ?? null;
            const seconds = stepsPerSecond === null ? null : recipe.training.steps / stepsPerSecond;
            const lines = [
              id,
              `    ${title.en}. ${summary.en}`,
              `    ${inWords(recipe.training.steps, seconds)}`,
              `    ${reference}`,
            ];
            output.answer({ ...card, stepsPerSecond, seconds }, lines.join("\n"));
          }
          return exitCodes.done;
        }),
      ),
    );
}
