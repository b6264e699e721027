/** Values of options, each with its allowed range in the refusal. */
import { InvalidArgumentError, Option } from "commander";
import { SaddleError } from "../../shared/contract/errors";
import { type BackendId, backendIds } from "../../shared/contract/trainer";
import { nearest } from "../../shared/domain/nearest";
import { maximumSeed, type Recipe } from "../../shared/domain/recipe";
import { say } from "../../shared/domain/text";
import { withSetting } from "../lab/recipePath";

export const mostSteps = 100_000_000;
export const mostSamples = 100_000;

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

export const steps = whole(1, mostSteps);
export const seed = whole(0, maximumSeed);
export const count = whole(1, mostSamples);
export const draws = whole(1, 10_000);
export const atStep = whole(0, 1_000_000_000);
export const every = whole(0, 10_000_000);

export function probability(text: string): number {
  const value = /^[01]?(\.\d{1,12})?$/.test(text) ? Number(text) : Number.NaN;
  if (text !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a number from 0 to 1.");
}

/** An id of a backend. */
export function backend(text: string): BackendId {
  const known = backendIds.find((id) => id === text);
  if (known) return known;
  const match = nearest(text, backendIds);
  throw new InvalidArgumentError(
    `${match ? `Did you mean ${match}? ` : ""}It must be one of ${backendIds.join(", ")}.`,
  );
}

/** `--backend`, for every command that starts a trainer. */
export const backendOption = () =>
  new Option("--backend <id>", `${backendIds.join(", ")} (the fastest that works)`).argParser(backend);

/** A repeatable option. */
export const collect = (text: string, before: string[] = []): string[] => [...before, text];

/** `0.5`, `true` and `null` are what they look like; everything else is text. */
function parseValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}

/**
 * Lays `path=value` over a recipe.
 * @throws SaddleError `bad-input` naming the setting and the nearest match
 */
export function withAssignment(recipe: Recipe, assignment: string): Recipe {
  const at = assignment.indexOf("=");
  if (at <= 0) {
    const example = "--set optimizers.generator.learningRate=0.0001";
    throw new SaddleError(
      "bad-input",
      say(`--set ${assignment} has no value.`, `--set ${assignment}에 값이 없습니다.`),
      {
        hint: say(`Write it as path=value, for example ${example}.`, `경로=값으로 쓰세요. 예: ${example}.`),
      },
    );
  }
  return withSetting(recipe, assignment.slice(0, at), parseValue(assignment.slice(at + 1)));
}
