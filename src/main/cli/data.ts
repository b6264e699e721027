/** `saddle data PATH`: what a source of pictures is, and what becomes of it. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { DataDescription, Inspection } from "../../shared/contract/data";
import { fashionMnistData, fashionSource } from "../../shared/domain/fashionMnist";
import { ownImages } from "../../shared/domain/ownImages";
import type { PluginSettings } from "../../shared/domain/recipe";
import type { Lab } from "../lab/lab";
import { recipes } from "../lab/recipes";
import { isMnistFolder } from "../trainer/datasets/mnist";
import { withLab } from "./open";
import { collect, withAssignment } from "./options";
import { exitCodes, type RunCommand } from "./output";

const builtIn = "built-in";

/**
 * The dataset that `--data` names.
 * @param before the recipe's own, whose plug-in and range stay where they can
 * @throws SaddleError `not-found`, `bad-file`
 */
export async function datasetFrom(lab: Lab, data: string, before: PluginSettings): Promise<PluginSettings> {
  if (data === builtIn) return { ...before, source: builtIn };
  if (data === fashionSource) return fashionMnistData(before);
  // The trainer runs elsewhere: a path is made absolute where it was typed.
  const path = resolve(data);
  if (before.id === "mnist" && (await isMnistFolder(path))) return { ...before, source: path };
  return ownImages(path, await lab.data("data.inspect", { path }), before);
}

function describe(
  { kind, title, shape }: Pick<Inspection, "kind" | "title" | "shape">,
  dataset: PluginSettings,
  figures: DataDescription,
) {
  return {
    kind,
    title,
    /** Of the source's pictures, where all have one shape. */
    sourceShape: shape,
    count: figures.count,
    testCount: figures.testCount,
    shape: figures.shape,
    classes: figures.classes,
    classCounts: figures.classCounts,
    duplicates: figures.duplicates,
    channels: figures.channels,
    skipped: {
      count: figures.skipped.count,
      files: figures.skipped.files.map(({ name, reason }) => ({ name, reason: reason.en })),
    },
    notes: figures.notes.map(({ en }) => en),
    hash: figures.hash,
    settings: dataset,
  };
}

function asText(path: string, data: ReturnType<typeof describe>): string {
  const lines = [`${path}: ${data.kind}, ${data.title}`];
  const sides = (shape: readonly number[]): string => shape.join(" × ");
  const held = data.testCount > 0 ? `, ${data.testCount.toLocaleString("en")} held out` : "";
  lines.push(`  pictures    ${data.count.toLocaleString("en")}${held}`);
  lines.push(
    `  shape       ${sides(data.shape)}, from ${data.sourceShape ? sides(data.sourceShape) : "several sizes"}`,
  );
  if (data.classes !== null) {
    const shown = data.classes.slice(0, 20).map((name, at) => `${name} ${data.classCounts?.[at] ?? 0}`);
    lines.push(`  classes     ${data.classes.length}: ${shown.join(", ")}${data.classes.length > 20 ? ", …" : ""}`);
  }
  const figures = data.channels.map(({ mean, deviation }) => `${mean.toFixed(1)} ± ${deviation.toFixed(1)}`);
  lines.push(`  bytes       ${figures.join(", ")} (mean ± deviation of each channel)`);
  lines.push(`  duplicates  ${data.duplicates}`);
  lines.push(`  skipped     ${data.skipped.count}`);
  for (const { name, reason } of data.skipped.files.slice(0, 10)) lines.push(`    ${name}: ${reason}`);
  for (const note of data.notes) lines.push(`  note        ${note}`);
  return lines.join("\n");
}

export function addData(program: Command, run: RunCommand): void {
  program
    .command("data")
    .description("inspect pictures to train on, and import them into the cache")
    .argument(
      "<path>",
      "a folder, zip or tar of pictures, an IDX or CIFAR file, .npy, .npz or safetensors; or fashion-mnist, which is fetched",
    )
    .option("--set <path=value>", "how to import, for example dataset.size=64; repeatable", collect)
    .action((typed: string, options: { set?: string[] }) =>
      run((output) =>
        withLab(output, {}, async (lab) => {
          const named = typed === fashionSource;
          const path = named ? typed : resolve(typed);
          const found = named ? null : await lab.data("data.inspect", { path });
          const chosen = found === null ? fashionMnistData({ id: "mnist" }) : ownImages(path, found, { id: "images" });
          let recipe = { ...recipes[0]!.recipe, dataset: chosen };
          for (const assignment of options.set ?? []) recipe = withAssignment(recipe, assignment);
          const { dataset } = await lab.data("data.import", { dataset: recipe.dataset });
          const { description } = await lab.data("data.describe", { dataset });
          const { title, shape } = description!;
          const answer = describe(found ?? { kind: "idx", title, shape }, dataset, description!);
          output.answer({ event: "data", ...answer }, asText(path, answer));
          return exitCodes.done;
        }),
      ),
    );
}
