/** Checks a recipe before anything is built: settings, fit to the data, memory. */
import { SaddleError, toErrorValue } from "../../shared/contract/errors";
import type { RecipeCheck } from "../../shared/contract/trainer";
import type { Recipe, RecipeIssue } from "../../shared/domain/recipe";
import { say } from "../../shared/domain/text";
import type { DataPlace, Dataset, Form } from "./dataset";
import { availableMemory } from "./memory";
import { type ResolvedRecipe, resolveRecipe } from "./resolve";

export interface Checked {
  readonly check: RecipeCheck;
  /** What to build from; null where there are issues. */
  readonly ready: { readonly resolved: ResolvedRecipe; readonly dataset: Dataset } | null;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Weights, gradients and slots of each network, and activations of one step; 4 bytes a number. */
function estimateMemory({ model, optimizers, recipe }: ResolvedRecipe, dataset: Dataset): number {
  const parameters = model.plugin.parameters(model.params, dataset);
  let numbers = model.plugin.activations(model.params, dataset, recipe.training.batchSize);
  for (const [network, count] of Object.entries(parameters)) {
    numbers += count * (2 + (optimizers[network]?.plugin.slots.length ?? 0));
  }
  return numbers * 4 + (dataset.examples.kind === "file" ? 0 : dataset.examples.data.byteLength);
}

/** Without a cache: what needs one is refused. */
export const noPlace: DataPlace = { directory: "", workers: null };

/** The networks, and what a step of them costs. */
function drawn(
  model: ResolvedRecipe["model"],
  data: Form,
  batchSize: number,
): Pick<RecipeCheck, "networks" | "operations"> {
  const { plugin, params } = model;
  const networks = plugin.layers?.(params, data) ?? [];
  const whole = networks.length > 0 && plugin.check(params, data).length === 0;
  return { networks, operations: whole ? (plugin.operations?.(params, networks, batchSize) ?? null) : null };
}

/** Data as it is, or as it will be once it is imported. */
async function opened({ plugin, params }: ResolvedRecipe["dataset"], place: DataPlace) {
  if (plugin.importing && !(await plugin.importing.isReady(params, place))) {
    return { form: plugin.importing.form(params), dataset: null };
  }
  const dataset = await plugin.open(params, place);
  return { form: dataset, dataset };
}

/** Never imports anything: of data that is not imported yet, only what it will be is held against the model. */
export async function checkRecipe(recipe: Recipe, place: DataPlace = noPlace): Promise<Checked> {
  const { resolved, issues, understood } = resolveRecipe(recipe);
  const nothing = { networks: [], operations: null };
  const failed = (found: RecipeIssue[], told: Pick<RecipeCheck, "networks" | "operations"> = nothing): Checked => ({
    check: { recipe, issues: found, parameters: {}, stepsPerEpoch: 0, memoryBytes: 0, ...told },
    ready: null,
  });
  if (!resolved) {
    if (!understood) return failed(issues);
    // What is wrong elsewhere is said already; data that cannot be opened leaves the networks untold.
    const form = await opened(understood.dataset, place).then(
      (data) => data.form,
      () => null,
    );
    return failed(issues, form ? drawn(understood.model, form, recipe.training.batchSize) : nothing);
  }
  const { model } = resolved;
  let dataset: Dataset;
  try {
    const data = await opened(resolved.dataset, place);
    if (!data.dataset) {
      return {
        check: {
          recipe: resolved.recipe,
          issues: model.plugin.check(model.params, data.form),
          parameters: model.plugin.parameters(model.params, data.form),
          stepsPerEpoch: 0,
          memoryBytes: 0,
          ...drawn(model, data.form, resolved.recipe.training.batchSize),
        },
        ready: null,
      };
    }
    dataset = data.dataset;
  } catch (error) {
    // A damaged file is more than a wrong setting: the code decides how a program answers.
    if (error instanceof SaddleError && error.code === "bad-file") throw error;
    const { message, hint, path } = toErrorValue(error);
    return failed([{ path: path ?? "dataset", message, ...(hint ? { hint } : {}) }]);
  }
  const { batchSize } = resolved.recipe.training;
  if (batchSize > dataset.count) {
    issues.push({
      path: "training.batchSize",
      message: say(
        `A batch of ${batchSize} is larger than the data, which has ${dataset.count} examples.`,
        `배치 크기 ${batchSize}이(가) 데이터의 예제 수 ${dataset.count}보다 큽니다.`,
      ),
      hint: say(`The most is ${dataset.count}.`, `최댓값은 ${dataset.count}입니다.`),
    });
  }
  const smallestBatch = model.plugin.smallestBatch?.(model.params) ?? 1;
  if (batchSize < smallestBatch) {
    issues.push({
      path: "training.batchSize",
      message: say(
        `The model ${model.plugin.id} cannot be trained on batches of ${batchSize}.`,
        `모델 ${model.plugin.id}: 배치 크기 ${batchSize}(으)로는 학습할 수 없습니다.`,
      ),
      hint: say(`The least is ${smallestBatch}.`, `최솟값은 ${smallestBatch}입니다.`),
    });
  }
  const pack = model.plugin.pack?.(model.params) ?? 1;
  if (batchSize % pack !== 0) {
    const fitting = Math.max(pack, batchSize - (batchSize % pack));
    issues.push({
      path: "training.batchSize",
      message: say(
        `A batch of ${batchSize} cannot be divided into packs of ${pack}.`,
        `배치 크기 ${batchSize}을(를) ${pack}개씩 묶을 수 없습니다.`,
      ),
      hint: say(`Choose a multiple, such as ${fitting}.`, `${fitting}처럼 배수인 값을 고르세요.`),
    });
  }
  issues.push(...model.plugin.check(model.params, dataset));
  const parameters = model.plugin.parameters(model.params, dataset);
  const memoryBytes = estimateMemory(resolved, dataset);
  const available = availableMemory();
  if (memoryBytes > available) {
    const weights = total(parameters).toLocaleString("en");
    const [needed, free] = [memoryBytes, available].map((bytes) => (bytes / 2 ** 30).toFixed(1));
    issues.push({
      path: "model",
      message: say(
        `${weights} weights at batch ${batchSize} need about ${needed} GiB; ${free} GiB are free.`,
        `가중치 ${weights}개, 배치 크기 ${batchSize}에는 약 ${needed} GiB가 필요한데 ${free} GiB가 남아 있습니다.`,
      ),
      hint:
        model.plugin.memoryHint?.(model.params) ??
        say("Use fewer or smaller layers, or a smaller batch.", "층의 수나 크기를 줄이거나 배치를 줄이세요."),
    });
  }
  const plan = model.plugin.batchesPerStep(model.params, resolved);
  const stepsPerEpoch = Math.floor(dataset.count / batchSize) / plan;
  return {
    check: {
      recipe: resolved.recipe,
      issues,
      parameters,
      stepsPerEpoch,
      memoryBytes,
      ...drawn(model, dataset, batchSize),
    },
    ready: issues.length === 0 ? { resolved, dataset } : null,
  };
}
