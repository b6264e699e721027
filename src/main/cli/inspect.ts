/** `saddle inspect PROJECT`: what a project holds, without unpacking it. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { type Inspection, inspectFile } from "../project/journal";
import { coverageText, describeCoverage } from "./coverage";
import { exitCodes, type RunCommand } from "./output";

/** @returns the object that `--json` prints; see the README */
export function describeProject({ manifest, madeBy, bytes }: Inspection) {
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
      problem: problem && { ...problem, message: problem.message.en },
    })),
    activeRun,
    settings: recipe,
    madeBy,
    bytes,
  };
}

function asText(path: string, project: ReturnType<typeof describeProject>): string {
  const lines = [`${path}: recipe ${project.recipe}, seed ${project.seed}, ${(project.bytes / 1e6).toFixed(1)} MB`];
  for (const { id, parent, step, checkpoints, parameters, weightsSha256, coverage, problem } of project.runs) {
    const mark = id === project.activeRun ? "*" : " ";
    const from = parent === null ? "" : `, from ${parent.run} at step ${parent.step}`;
    lines.push(`${mark} ${id}: step ${step}${from}`);
    const counts = Object.entries(parameters).map(([name, count]) => `${name} ${count.toLocaleString("en")}`);
    lines.push(`    parameters   ${counts.join(", ") || "unknown"}`);
    lines.push(`    checkpoints  ${checkpoints.map((checkpoint) => checkpoint.step).join(", ") || "none"}`);
    if (weightsSha256 !== null) lines.push(`    weights      sha256 ${weightsSha256}`);
    if (coverage) lines.push(`    modes        ${coverageText(coverage)}`);
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
