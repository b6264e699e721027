/**
 * The networks that are compared with peers: recipes with the few settings changed that the peers'
 * networks (peers/*_worker.py, by the same ids) have otherwise, and what Saddle holds itself to on two cores.
 */

/**
 * @typedef {object} Network
 * @property {string} id as the workers know it
 * @property {string} title
 * @property {string} recipe
 * @property {Record<string, unknown>} settings by dotted path
 * @property {Record<"train" | "generate", Record<string, number>>} goals smallest ratios, by peer (or `peak`)
 */

/** @type {Network[]} */
export const networks = [
  {
    id: "mlp",
    title: "Dense GAN",
    recipe: "gan-mnist",
    // The peers have neither dropout nor tanh here.
    settings: {
      "dataset.range": "[0,1]",
      "model.generator.output": "sigmoid",
      "model.discriminator.keepHidden": 1,
    },
    goals: { train: { pytorch: 1.8, tensorflow: 1, peak: 0.8 }, generate: { pytorch: 1.3 } },
  },
  {
    id: "gan-2014",
    title: "GAN of 2014",
    recipe: "gan-2014-mnist",
    settings: { "model.generator.biasFromData": false },
    goals: { train: { pytorch: 1.8 }, generate: { pytorch: 1.3 } },
  },
  {
    id: "dcgan",
    title: "DCGAN",
    recipe: "dcgan-mnist",
    // The peers' is the network of the paper.
    settings: { "model.hidden": 0 },
    goals: { train: { pytorch: 1.4, tensorflow: 1 }, generate: { pytorch: 1.3 } },
  },
];

/**
 * @template {object} T
 * @param {T} recipe
 * @param {Record<string, unknown>} settings by dotted path; each must be there, so that none is misspelt
 * @returns {T} a changed copy
 */
export function withSettings(recipe, settings) {
  const changed = structuredClone(recipe);
  for (const [path, value] of Object.entries(settings)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const table = keys.reduce((/** @type {any} */ inner, key) => inner?.[key], changed);
    if (table === null || typeof table !== "object" || !Object.hasOwn(table, last)) {
      throw new Error(`The recipe has no setting ${path}.`);
    }
    table[last] = value;
  }
  return changed;
}
