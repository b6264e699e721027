/** `saddle inspect PROJECT`: what a project holds, without unpacking it. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { LatestFigure } from "../project/historyFormat";
import { type Inspection, inspectFile } from "../project/inspect";
import { coverageText, describeCoverage } from "./coverage";
import { exitCodes, type RunCommand } from "./output";

/** @returns the object that `--json` prints; see the README */
export function describeProject({ manifest, figures, madeBy, bytes }: Inspection) {
  const { recipe, runs, activeRun } = manifest;
  return {
    recipe: recipe.id,
    seed: recipe.seed,
    runs: runs.map(({ id, parent, step, seconds, checkpoints, parameters, problem, coverage, ...run }) => ({
      id,
      parent,
      step,
      checkpoints,
      parameters,
      /** Of the newest checkpoint. */
      weightsSha256: checkpoints.at(-1)?.weightsSha256 ?? null,
      seed: run.recipe.seed,
      seconds,
      /** The newest that was counted. */
      coverage: run.coverageReference && describeCoverage(coverage.at(-1), run.coverageReference),
      /** The newest of each metric; those of held-out examples begin with `test.`. */
      figures: figures[id] ?? {},
      problem: problem && { ...problem, message: problem.message.en },
    })),
    activeRun,
    settings: recipe,
    madeBy,
    bytes,
  };
}

/** `elbo -104.21, kl 25.13 (step 6000)`; null where there are none. */
function figuresText(figures: Readonly<Record<string, LatestFigure>>): string | null {
  const entries = Object.entries(figures);
  if (entries.length === 0) return null;
  const steps = [...new Set(entries.map(([, { step }]) => step))];
  const at = (step: number) => (steps.length === 1 ? "" : ` at step ${step}`);
  const each = entries.map(([metric, { step, value }]) => `${metric} ${+value.toPrecision(5)}${at(step)}`);
  return `${each.join(", ")}${steps.length === 1 ? ` (step ${steps[0]})` : ""}`;
}

const heldOut = "test.";

function asText(path: string, project: ReturnType<typeof describeProject>): string {
  const lines = [`${path}: recipe ${project.recipe}, seed ${project.seed}, ${(project.bytes / 1e6).toFixed(1)} MB`];
  for (const { id, parent, step, checkpoints, parameters, weightsSha256, coverage, figures, problem } of project.runs) {
    const mark = id === project.activeRun ? "*" : " ";
    const from = parent === null ? "" : `, from ${parent.run} at step ${parent.step}`;
    lines.push(`${mark} ${id}: step ${step}${from}`);
    const counts = Object.entries(parameters).map(([name, count]) => `${name} ${count.toLocaleString("en")}`);
    lines.push(`    parameters   ${counts.join(", ") || "unknown"}`);
    lines.push(`    checkpoints  ${checkpoints.map((checkpoint) => checkpoint.step).join(", ") || "none"}`);
    if (weightsSha256 !== null) lines.push(`    weights      sha256 ${weightsSha256}`);
    if (coverage) lines.push(`    modes        ${coverageText(coverage)}`);
    const [onTraining, onTest] = [false, true].map((wanted) =>
      figuresText(
        Object.fromEntries(
          Object.entries(figures)
            .filter(([metric]) => metric.startsWith(heldOut) === wanted)
            .map(([metric, figure]) => [wanted ? metric.slice(heldOut.length) : metric, figure]),
        ),
      ),
    );
    if (onTraining) lines.push(`    figures      ${onTraining}`);
    if (onTest) lines.push(`    held out     ${onTest}`);
    if (problem !== null) lines.push(`    problem      ${problem.message}`);
  }
  if (project.runs.length === 0) lines.push("  no runs yet");
  return lines.join("\n");
}

export function addInspect(program: Command, run: RunCommand): void {
  program
    .command("inspect")
    .description("tell what a project holds")
    .argument("<project>", "a .saddle file")
    .action((project: string) =>
      run(async (output) => {
        const described = describeProject(await inspectFile(resolve(project)));
        output.answer(described, asText(project, described));
        return exitCodes.done;
      }),
    );
}
