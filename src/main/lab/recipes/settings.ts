/** Settings that several recipes share; `sources.ts` says where they come from. */

/** A learning rate that no schedule changes. */
export const steady = { schedule: { kind: "constant" }, warmup: 0 };

/** Adam as Kingma & Ba 2015 recommend it, Algorithm 1. */
export const adamAsPublished = { id: "adam", learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...steady };
/** Adam with the settings of Radford et al. 2016, section 4. */
export const adam = { ...adamAsPublished, learningRate: 2e-4, beta1: 0.5 };

/** The plain game: no labels, and G plays against D as it is. */
export const plainGame = { conditional: false, unrolledSteps: 0, unrolling: "through" };
/** D as in the first papers: nothing is normalised, packed or told of its batch but what they say. */
export const plainDiscriminator = { packing: 1, minibatch: null };
export const plainDense = { spectral: false, ...plainDiscriminator };

/** The game of R3GAN: pairs, slopes of D kept small at data and samples alike, and an average of G. */
export const pairedGame = (gamma: number, decay: number) => ({
  objective: { id: "relativistic" },
  regularizers: [
    { id: "r1", weight: gamma },
    { id: "r2", weight: gamma },
    { id: "weight-average", decay, samples: "average" },
  ],
});

/** A dense layer; slope and pieces count for LeakyReLU and maxout alone. */
export const dense = (units: number, activation: "relu" | "leaky-relu" | "tanh" | "maxout") => ({
  units,
  activation,
  slope: 0.2,
  pieces: 5,
});
export const leaky = (units: number) => dense(units, "leaky-relu");

export const glorot = { kind: "glorot", scale: 0.05 };
/** N(0, 0.02²), as Radford et al. 2016 begin. */
export const normal02 = { kind: "normal", scale: 0.02 };
/** With the gain of the toy that Metz et al. 2017 released. */
export const orthogonal = { kind: "orthogonal", scale: 1.4 };

/** Digits for networks that end in tanh. */
export const mnist = { id: "mnist", source: "built-in", examples: 60_000, range: "[-1,1]" };
/** Digits whose pixels are probabilities. */
export const mnistFromZero = { ...mnist, range: "[0,1]" };

/** Small dense networks that draw MNIST's digits on two cores. */
export const smallGan = (own: { keepHidden: number; discriminatorSteps: number }) => ({
  id: "gan",
  latentSize: 100,
  prior: "gaussian",
  generator: { layers: [leaky(256), leaky(512)], output: "tanh", biasFromData: false, initial: glorot },
  discriminator: {
    layers: [leaky(512), leaky(256)],
    keepInput: 1,
    keepHidden: own.keepHidden,
    ...plainDense,
    initial: glorot,
  },
  order: "alternating",
  discriminatorSteps: own.discriminatorSteps,
  ...plainGame,
});

/** Networks that bend a plane of z onto data in the plane. */
export const planeGan = (initial: typeof glorot) => ({
  id: "gan",
  latentSize: 2,
  prior: "gaussian",
  generator: {
    layers: [leaky(128), leaky(128), leaky(128)],
    output: "linear",
    biasFromData: false,
    initial,
  },
  discriminator: {
    layers: [leaky(128), leaky(128), leaky(128)],
    keepInput: 1,
    keepHidden: 1,
    ...plainDense,
    initial,
  },
  order: "alternating",
  discriminatorSteps: 1,
  ...plainGame,
});

/** Dense encoder and decoder; the width counts for convolutional ones alone. */
export const denseCodec = (latentSize: number, layers: readonly ReturnType<typeof dense>[]) => ({
  latentSize,
  network: "dense",
  layers: [...layers],
  initial: glorot,
  width: 32,
});

/** Bernoulli pixels; the deviation counts for Gaussian ones alone. */
export const bernoulliVae = (latentSize: number, layer: ReturnType<typeof dense>) => ({
  id: "vae",
  ...denseCodec(latentSize, [layer]),
  likelihood: "bernoulli",
  deviation: 0.2,
  beta: 1,
});
