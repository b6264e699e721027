/** `saddle recipes`: the built-in recipes. */
import type { Command } from "commander";
import { recipes } from "../lab/recipes";
import { exitCodes, type RunCommand } from "./output";

export function addRecipes(program: Command, run: RunCommand): void {
  program
    .command("recipes")
    .description("list the recipes")
    .action(() =>
      run(async (output) => {
        for (const card of recipes) {
          const { id, title, summary, reference } = card;
          output.answer(card, `${id}\n    ${title.en}. ${summary.en}\n    ${reference}`);
        }
        return exitCodes.done;
      }),
    );
}
