import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import type { Noise } from "../../../src/main/trainer/engine/random";
import { plugins } from "../../../src/main/trainer/plugins";
import { tf } from "../../../src/main/trainer/tensorflow";
import { buildModel } from "../models/ganStep";
import { farthest, tinyRecipe } from "../support";

interface Game {
  objective: string;
  penalties: string[];
  matching: "alone" | "added" | null;
  metrics: Record<string, number>;
  gradients: Record<string, number[]>;
}
const fixture = JSON.parse(readFileSync(join(import.meta.dirname, "../../fixtures/games.json"), "utf8")) as {
  weights: Record<string, number[]>;
  batch: number[];
  z: number[];
  share: number[];
  games: Game[];
};

beforeAll(async () => {
  await openBackend(null);
});

const stored: Noise = {
  normal: (_, shape) => tf.tensor(fixture.z, [...shape]),
  uniform: (_, shape) => tf.tensor(fixture.share, [...shape]),
  bernoulli: () => {
    throw new Error("Nothing is dropped here.");
  },
  after: () => stored,
};
/** As the script has them. */
const settings: Record<string, object> = {
  r1: { weight: 3 },
  r2: { weight: 5 },
  "wgan-gp": { weight: 10 },
  "zero-gp": { weight: 4 },
};
const tanh = (units: number) => ({ units, activation: "tanh" });
/** With a rate of 1 a step is minus the gradient. */
const sgd = { id: "sgd", learningRate: 1 };

function play({ objective, penalties, matching }: Game) {
  const smoothed = objective === "smoothed";
  return buildModel(
    tinyRecipe({
      model: {
        id: "gan",
        latentSize: 3,
        generator: { layers: [tanh(5)] },
        discriminator: { layers: [tanh(7), tanh(4)] },
      },
      objective: { id: smoothed ? "non-saturating" : objective },
      regularizers: [
        ...penalties.map((id) => ({ id, ...settings[id] })),
        ...(smoothed ? [{ id: "label-smoothing", label: 0.8 }] : []),
        ...(matching ? [{ id: "feature-matching", weight: 2, alone: matching === "alone" }] : []),
      ],
      optimizers: { discriminator: sgd, generator: sgd },
    }),
  );
}

const named = ({ objective, penalties, matching }: Game): string =>
  [objective, ...penalties, ...(matching ? [`feature matching ${matching}`] : [])].join(" with ");

describe("losses, penalties and the gradients that both networks follow are PyTorch's", () => {
  test.each(fixture.games.map((game) => [named(game), game] as const))("%s", (_, game) => {
    for (const network of ["discriminator", "generator"] as const) {
      const stepped = play(game);
      for (const [name, variable] of Object.entries(stepped.variables)) {
        tf.tidy(() => variable.assign(tf.tensor(fixture.weights[name]!, variable.shape)));
      }
      const metrics = stepped.step([fixture.batch], stored, network);
      for (const [name, value] of Object.entries(game.metrics)) expect(metrics[name], name).toBeCloseTo(value, 4);
      for (const [name, variable] of Object.entries(stepped.variables)) {
        const moved = Array.from(variable.dataSync(), (value, i) => fixture.weights[name]![i]! - value);
        const expected = name.startsWith(network) ? game.gradients[name]! : moved.map(() => 0);
        expect(farthest(moved, expected), `${network}: ${name}`).toBeLessThan(2e-5);
      }
      stepped.dispose();
    }
  });

  it("for every objective that has one form, and every penalty on D's slope", () => {
    const played = new Set(fixture.games.flatMap(({ objective, penalties }) => [objective, ...penalties]));
    // The minimax game differs from the non-saturating one in G's loss alone, which has tests of its own.
    const wanted = [
      ...plugins.objective.map(({ id }) => id).filter((id) => id !== "saturating"),
      ...plugins.regularizer.filter(({ penalty }) => penalty).map(({ id }) => id),
    ];
    expect(wanted.filter((id) => !played.has(id))).toEqual([]);
  });
});
