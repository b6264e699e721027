/**
 * From a recipe to plug-ins with checked parameters, or to a list of what is wrong with it, each at
 * the setting that is wrong, with the allowed range or the nearest match.
 */
import type { z } from "zod";
import { SaddleError } from "../../shared/contract/errors";
import { issueText } from "../../shared/contract/issues";
import { didYouMean, nearest } from "../../shared/domain/nearest";
import type { FieldText, PluginKind } from "../../shared/domain/plugin";
import { type PluginSettings, type Recipe, type RecipeIssue, trainingSchema } from "../../shared/domain/recipe";
import { type Localized, say, together } from "../../shared/domain/text";
import { checkCombinations } from "./combinations";
import type { Chosen, DatasetPlugin, ModelPlugin, ObjectivePlugin, OptimizerPlugin, RegularizerPlugin } from "./plugin";
import { plugins } from "./plugins";

export interface ResolvedRecipe {
  /** With every default filled in. */
  readonly recipe: Recipe;
  readonly dataset: Chosen<DatasetPlugin>;
  readonly model: Chosen<ModelPlugin>;
  readonly objective: Chosen<ObjectivePlugin> | null;
  readonly regularizers: readonly Chosen<RegularizerPlugin>[];
  /** By network, in the model's order. */
  readonly optimizers: Readonly<Record<string, Chosen<OptimizerPlugin>>>;
}

type ZodIssue = z.core.$ZodIssue;

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** A schema and what it wraps, from the outside in: defaults and the like hide what they are around. */
function peels(schema: z.ZodType | undefined): z.ZodType[] {
  const layers: z.ZodType[] = [];
  for (let layer = schema; layer; layer = (layer._zod.def as { innerType?: z.ZodType }).innerType) layers.push(layer);
  return layers;
}

interface Inside {
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly options?: readonly Inside[];
}

/** What a schema holds; of one of several objects, what any of them does. */
function insideOf(schema: z.ZodType | undefined): Inside {
  const inside = (schema ?? {}) as Inside;
  if (!inside.options) return inside;
  return { shape: Object.assign({}, ...inside.options.map(({ shape }) => shape)) };
}

/** The schema at a path, with what it wraps; empty where there is none. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType[] {
  let layers = peels(schema);
  for (const key of path) {
    const { shape, element } = insideOf(layers.at(-1));
    const named = shape && Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
    layers = peels(element && /^\d+$/.test(String(key)) ? element : named);
  }
  return layers;
}

/** Keys that the schema knows at a path, for the nearest match. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  return Object.keys(insideOf(schemaAt(schema, path).at(-1)).shape ?? {});
}

/** Whether a setting may change while the run is paused. */
export function isLive({ dataset, model, objective, regularizers, optimizers }: ResolvedRecipe, path: string): boolean {
  const [section = "", ...rest] = path.split(".");
  const schemas: Record<string, z.ZodType | undefined> = {
    dataset: dataset.plugin.params,
    model: model.plugin.params,
    objective: objective?.plugin.params,
    training: trainingSchema,
    ...Object.fromEntries(regularizers.map(({ plugin }, index) => [`regularizers.${index}`, plugin.params])),
    ...Object.fromEntries(
      Object.entries(optimizers).map(([network, { plugin }]) => [`optimizers.${network}`, plugin.params]),
    ),
  };
  const key = section === "optimizers" || section === "regularizers" ? `${section}.${rest.shift()}` : section;
  const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined;
  const layers = schema ? schemaAt(schema, rest) : [];
  return layers.some((layer) => (layer.meta() as { saddle?: FieldText } | undefined)?.saddle?.live === true);
}

const kindNames: Readonly<Record<PluginKind, Localized>> = {
  dataset: { en: "dataset", ko: "데이터셋" },
  model: { en: "model", ko: "모델" },
  objective: { en: "objective", ko: "목적 함수" },
  regularizer: { en: "regulariser", ko: "정칙화" },
  optimizer: { en: "optimizer", ko: "옵티마이저" },
  metric: { en: "metric", ko: "지표" },
};

const chooseOneOf = (names: readonly string[]): Localized =>
  say(`Choose one of ${names.join(", ")}.`, `다음 가운데 하나를 고르세요: ${names.join(", ")}.`);

const least = (bound: bigint | number, sized: boolean): Localized =>
  sized
    ? say(`The least is ${bound}.`, `최소 길이는 ${bound}입니다.`)
    : say(`The least is ${bound}.`, `최솟값은 ${bound}입니다.`);
const most = (bound: bigint | number, sized: boolean): Localized =>
  sized
    ? say(`The most is ${bound}.`, `최대 길이는 ${bound}입니다.`)
    : say(`The most is ${bound}.`, `최댓값은 ${bound}입니다.`);

/** Whether a bound is one of a length. */
const isSized = (origin: string): boolean => origin === "array" || origin === "string";

/** What zod itself says. */
function unexplained(issue: ZodIssue, path: string, input: unknown, value: string): RecipeIssue {
  const { en, ko } = issueText(issue, input);
  return { path, message: say(`${path} is ${value}: ${en}.`, `${path} 값이 잘못되었습니다: ${value}. ${ko}.`) };
}

/** One sentence for one zod issue, with a hint that names range or nearest match. */
function explain(issue: ZodIssue, prefix: string, input: unknown, schema: z.ZodType): RecipeIssue[] {
  const path = [prefix, ...issue.path.map(String)].join(".");
  const value = show(valueAt(input, issue.path));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => {
        const known = keysAt(schema, issue.path);
        const match = nearest(key, known);
        return {
          path: `${path}.${key}`,
          message: say(`There is no setting ${path}.${key}.`, `설정 ${path}.${key}이(가) 없습니다.`),
          hint: match
            ? didYouMean(`${path}.${match}`)
            : say(`Settings there: ${known.join(", ")}.`, `그곳의 설정: ${known.join(", ")}.`),
        };
      });
    case "too_small":
      return [
        {
          path,
          message: say(`${path} is ${value}, too small.`, `${path} 값이 너무 작습니다: ${value}.`),
          hint: least(issue.minimum, isSized(issue.origin)),
        },
      ];
    case "too_big":
      return [
        {
          path,
          message: say(`${path} is ${value}, too large.`, `${path} 값이 너무 큽니다: ${value}.`),
          hint: most(issue.maximum, isSized(issue.origin)),
        },
      ];
    case "invalid_union":
    case "invalid_value": {
      const key = issue.code === "invalid_union" ? issue.discriminator : undefined;
      if (issue.code === "invalid_union" && key === undefined) return [unexplained(issue, path, input, value)];
      const allowed =
        issue.code === "invalid_value" ? issue.values.map(String) : kindsAt(schema, issue.path.slice(0, -1), key!);
      const match = nearest(String(valueAt(input, issue.path)), allowed);
      const choices = chooseOneOf(allowed);
      return [
        {
          path,
          message: say(`${path} cannot be ${value}.`, `${path} 값으로 쓸 수 없습니다: ${value}.`),
          hint: match ? together(didYouMean(match), choices) : choices,
        },
      ];
    }
    case "invalid_type":
      return [
        {
          path,
          message: say(`${path} is ${value}.`, `${path} 값의 형식이 맞지 않습니다: ${value}.`),
          hint: say(`It must be of type ${issue.expected}.`, `${issue.expected} 형식이어야 합니다.`),
        },
      ];
    default:
      return [unexplained(issue, path, input, value)];
  }
}

/** Values of the key that tells the objects of a union apart. */
function kindsAt(schema: z.ZodType, path: readonly PropertyKey[], key: string): string[] {
  const { options = [] } = (schemaAt(schema, path).at(-1) ?? {}) as Inside;
  return options.map(({ shape }) => String((shape?.[key] as { value?: unknown } | undefined)?.value));
}

function parse(schema: z.ZodType, prefix: string, input: unknown, issues: RecipeIssue[]): unknown {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) issues.push(...explain(issue, prefix, input, schema));
  return undefined;
}

/** The plug-in that is named, also where its parameters are wrong: what depends on it alone is still checked. */
function choose<P extends { id: string; params: z.ZodType }>(
  kind: PluginKind,
  all: readonly P[],
  path: string,
  settings: PluginSettings | undefined,
  issues: RecipeIssue[],
): Chosen<P> | null {
  const ids = all.map(({ id }) => id);
  const name = kindNames[kind];
  if (!settings) {
    issues.push({
      path,
      message: say(`The recipe names no ${name.en}.`, `레시피에 없는 항목: ${name.ko}.`),
      hint: chooseOneOf(ids),
    });
    return null;
  }
  const { id, ...rest } = settings;
  const plugin = all.find((candidate) => candidate.id === id);
  if (!plugin) {
    const match = nearest(id, ids);
    issues.push({
      path: `${path}.id`,
      message: say(`There is no ${name.en} ${show(id)}.`, `${name.ko} ${show(id)}이(가) 없습니다.`),
      hint: match ? didYouMean(match) : chooseOneOf(ids),
    });
    return null;
  }
  return { plugin, params: parse(plugin.params, path, rest, issues) };
}

/**
 * A dataset with its parameters, apart from any recipe.
 * @throws SaddleError `bad-input` at the setting that is wrong
 */
export function resolveDataset(settings: PluginSettings): Chosen<DatasetPlugin> {
  const issues: RecipeIssue[] = [];
  const chosen = choose("dataset", plugins.dataset, "dataset", settings, issues);
  const [issue] = issues;
  if (!issue && chosen) return chosen;
  const { path, message, hint } = issue!;
  throw new SaddleError("bad-input", message, { path, ...(hint === undefined ? {} : { hint }) });
}

const withId = ({ plugin, params }: Chosen<{ id: string }>): PluginSettings => ({
  id: plugin.id,
  ...(params as Record<string, unknown>),
});

/** Everything that can be said without opening the data. */
export function resolveRecipe(recipe: Recipe): {
  resolved: ResolvedRecipe | null;
  issues: RecipeIssue[];
  /** What can be told of the networks although something else is wrong; null where model or data are. */
  understood: Pick<ResolvedRecipe, "dataset" | "model"> | null;
} {
  const issues: RecipeIssue[] = [];
  const dataset = choose("dataset", plugins.dataset, "dataset", recipe.dataset, issues);
  const model = choose("model", plugins.model, "model", recipe.model, issues);
  const training = parse(trainingSchema, "training", recipe.training, issues) as Recipe["training"] | undefined;
  const objective = model?.plugin.takesObjective
    ? choose("objective", plugins.objective, "objective", recipe.objective, issues)
    : null;
  const regularizers: Chosen<RegularizerPlugin>[] = [];
  recipe.regularizers.forEach((settings, index) => {
    const path = `regularizers.${index}`;
    if (model && !model.plugin.takesObjective) {
      issues.push({
        path: `${path}.id`,
        message: say(
          `The model ${model.plugin.id} is trained without an objective, which regularisers are laid over.`,
          `모델 ${model.plugin.id}: 정칙화를 얹을 목적 함수 없이 학습합니다.`,
        ),
        hint: say("Remove it, or choose a GAN.", "빼거나 GAN을 고르세요."),
      });
      return;
    }
    const chosen = choose("regularizer", plugins.regularizer, path, settings, issues);
    if (chosen) regularizers.push(chosen);
  });
  const optimizers: Record<string, Chosen<OptimizerPlugin>> = {};
  for (const network of model?.plugin.networks ?? []) {
    const path = `optimizers.${network}`;
    const chosen = choose("optimizer", plugins.optimizer, path, recipe.optimizers[network], issues);
    if (chosen) optimizers[network] = chosen;
  }
  if (model) {
    for (const network of Object.keys(recipe.optimizers)) {
      if (model.plugin.networks.includes(network)) continue;
      const match = nearest(network, model.plugin.networks);
      const networks = model.plugin.networks.join(", ");
      issues.push({
        path: `optimizers.${network}`,
        message: say(
          `The model ${model.plugin.id} has no network ${show(network)}.`,
          `모델 ${model.plugin.id}에는 네트워크 ${show(network)}이(가) 없습니다.`,
        ),
        hint: match ? didYouMean(match) : say(`Its networks: ${networks}.`, `모델의 네트워크: ${networks}.`),
      });
    }
  }
  if (issues.length === 0 && model) issues.push(...checkCombinations(model, { objective, regularizers }));
  const understood = dataset?.params && model?.params ? { dataset, model } : null;
  if (issues.length > 0 || !dataset || !model || !training) return { resolved: null, issues, understood };
  const filled: Recipe = {
    id: recipe.id,
    dataset: withId(dataset),
    model: withId(model),
    ...(objective ? { objective: withId(objective) } : {}),
    regularizers: regularizers.map(withId),
    optimizers: Object.fromEntries(Object.entries(optimizers).map(([network, chosen]) => [network, withId(chosen)])),
    training,
    seed: recipe.seed,
  };
  return { resolved: { recipe: filled, dataset, model, objective, regularizers, optimizers }, issues, understood };
}
