/** How fast a recipe trains here, by a short trial: networks of its own, steps that nothing is kept of. */
import { SaddleError } from "../../shared/contract/errors";
import type { Recipe } from "../../shared/domain/recipe";
import { sizeOf } from "../../shared/domain/shape";
import { say } from "../../shared/domain/text";
import type { DataPlace, Dataset, Form } from "./dataset";
import { resolveRecipe } from "./resolve";
import { OpenRun } from "./run";

const trialMilliseconds = 400;

/** Pictures of nothing in the place of those that a person has not chosen yet: the work of a step is the same. */
const standIn = ({ space, shape, range, classes = null }: Form, count: number): Dataset => ({
  title: "",
  space,
  count,
  shape,
  range,
  hash: "",
  classes,
  examples: {
    kind: "bytes",
    data: Uint8Array.from({ length: count * sizeOf(shape) }, (_, at) => (at * 2_654_435_761) >>> 24),
  },
  region: null,
  labels: classes && Uint8Array.from({ length: count }, (_, at) => at % classes.length),
  test: null,
});

/**
 * @returns steps a second. Between calls the process hears its messages.
 * @throws SaddleError `bad-input` for a recipe that cannot be trained, `cancelled`
 */
export async function measureSteps(recipe: Recipe, place: DataPlace, signal: AbortSignal): Promise<number> {
  const { resolved, issues } = resolveRecipe(recipe);
  if (!resolved) throw new SaddleError("bad-input", issues[0]!.message, { path: issues[0]!.path });
  const { plugin, params } = resolved.dataset;
  const { importing } = plugin;
  const dataset = importing
    ? standIn(importing.form(params), recipe.training.batchSize)
    : await plugin.open(params, place);
  const [issue] = resolved.model.plugin.check(resolved.model.params, dataset);
  if (issue) throw new SaddleError("bad-input", issue.message, { path: issue.path });
  mustGoOn(signal);
  const run = new OpenRun(resolved, dataset, []);
  const go = async (): Promise<number> => {
    mustGoOn(signal);
    const made = await run.steps();
    await new Promise((resolve) => setImmediate(resolve));
    return made.length;
  };
  try {
    // At the first TensorFlow prepares the graph, the second finds caches cold, which says nothing of long steps.
    await go();
    await go();
    let steps = 0;
    let spent = 0;
    const begin = performance.now();
    while (spent < trialMilliseconds) {
      steps += await go();
      spent = performance.now() - begin;
    }
    return (steps * 1000) / spent;
  } finally {
    run.dispose();
  }
}

function mustGoOn(signal: AbortSignal): void {
  if (signal.aborted) throw new SaddleError("cancelled", say("Measuring was cancelled.", "측정을 취소했습니다."));
}
