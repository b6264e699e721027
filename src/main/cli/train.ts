/** `saddle train PROJECT`: a new project, trained from a recipe and saved. */
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { SaddleError } from "../../shared/contract/errors";
import type { BackendId } from "../../shared/contract/trainer";
import { wantsImages } from "../../shared/domain/ownImages";
import type { PluginSettings, Recipe } from "../../shared/domain/recipe";
import { type Localized, say } from "../../shared/domain/text";
import { recipeById } from "../lab/recipes";
import { datasetFrom } from "./data";
import { withLab } from "./open";
import { backendOption, collect, every, seed, steps, withAssignment } from "./options";
import type { RunCommand } from "./output";
import { reporter, trainAndSave } from "./training";

interface TrainOptions {
  recipe: string;
  data?: string;
  steps?: number;
  seed?: number;
  set?: string[];
  checkpointEvery?: number;
  backend?: BackendId;
}

/**
 * @param dataset in the place of the recipe's own
 * @throws SaddleError `bad-input` naming what is unknown and its nearest match
 */
export function recipeFrom(options: TrainOptions, dataset?: PluginSettings): Recipe {
  let { recipe } = known(options.recipe);
  if (dataset !== undefined) recipe = { ...recipe, dataset };
  for (const assignment of options.set ?? []) recipe = withAssignment(recipe, assignment);
  const { steps, seed, checkpointEvery } = options;
  return {
    ...recipe,
    ...(seed === undefined ? {} : { seed }),
    training: {
      ...recipe.training,
      ...(steps === undefined ? {} : { steps }),
      ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
    },
  };
}

function known(id: string) {
  try {
    return recipeById(id);
  } catch (error) {
    if (!(error instanceof SaddleError)) throw error;
    throw new SaddleError("bad-input", error.text, error.hint === undefined ? {} : { hint: error.hint });
  }
}

/** @throws SaddleError `bad-input` for a recipe that has none of its own */
function mustHaveData({ id, dataset }: Recipe): void {
  if (!wantsImages(dataset)) return;
  throw new SaddleError(
    "bad-input",
    say(`The recipe ${id} trains on pictures of your own.`, `레시피 ${id}: 직접 고른 이미지로 학습합니다.`),
    { path: "dataset.source", hint: say("Name them, for example --data photos/.", "--data photos/처럼 지정하세요.") },
  );
}

const resumeHint = (path: string): Localized =>
  say(
    `Go on with it by saddle resume ${path}, or choose another name.`,
    `saddle resume ${path} 명령으로 계속하거나 다른 이름을 고르세요.`,
  );

/** Nothing is overwritten. @throws SaddleError `conflict` */
async function mustBeNew(path: string): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (!there) return;
  throw new SaddleError("conflict", say(`${path} exists already.`, `${path} 파일이 이미 있습니다.`), {
    hint: resumeHint(path),
  });
}

export function addTrain(program: Command, run: RunCommand): void {
  program
    .command("train")
    .description("train a new project from a recipe and save it")
    .argument("<project>", "file to save, for example demo.saddle")
    .requiredOption("--recipe <id>", "a recipe; `saddle recipes` lists them")
    .option(
      "--data <source>",
      "pictures to train on: a folder, zip or tar of them, an IDX or CIFAR file, .npy, .npz, safetensors; or built-in, fashion-mnist",
    )
    .option("--steps <n>", "how many steps to make (the recipe's own length)", steps)
    .option("--seed <n>", "decides every random number of the run", seed)
    .option("--set <path=value>", "a setting of the recipe, for example training.batchSize=128; repeatable", collect)
    .addOption(backendOption())
    .option("--checkpoint-every <n>", "steps between checkpoints; 0 keeps only the last", every)
    .action((project: string, options: TrainOptions) =>
      run(async (output) => {
        const path = resolve(project);
        let recipe = recipeFrom(options);
        if (options.data === undefined) mustHaveData(recipe);
        await mustBeNew(path);
        const report = reporter(output, () => recipe.training.steps);
        return withLab(
          output,
          options,
          async (lab) => {
            const leftover = await lab.leftoverFor(path);
            if (leftover) {
              const { step } = leftover;
              throw new SaddleError(
                "conflict",
                say(
                  `An unsaved ${path} was left behind at step ${step}.`,
                  `저장하지 않은 ${path} 파일이 스텝 ${step}에서 남아 있습니다.`,
                ),
                { hint: resumeHint(path) },
              );
            }
            if (options.data !== undefined) {
              recipe = recipeFrom(options, await datasetFrom(lab, options.data, recipe.dataset));
            }
            await lab.create(recipe.id, { path, recipe });
            return trainAndSave(lab, output, path);
          },
          report,
        );
      }),
    );
}
