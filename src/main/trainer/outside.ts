/** What a model's networks do besides learning: pictures of z, codes of examples, and how well those are made again. */
import { SaddleError } from "../../shared/contract/errors";
import { galleryCells, galleryColumns } from "../../shared/domain/plugin";
import type { BoundFigures } from "../../shared/domain/run";
import { sizeOf } from "../../shared/domain/shape";
import { say } from "../../shared/domain/text";
import type { Dataset } from "./dataset";
import { byteScale, type Call, type EngineFunction, rowsOf } from "./engine/engine";
import { blocksOf } from "./engine/random";
import { takeValues } from "./engine/values";
import { inputSize, sampleStream, seededLatents, withLabels } from "./latent";
import { type BoundDraw, boundFigures } from "./metrics/elbo";
import type { Model, SampledWeights } from "./plugin";
import { release } from "./release";
import { type Tensor, tf } from "./tensorflow";

/**
 * Images or codes that are made in one call: the smallest that holds those asked for, since a captured
 * function takes one number of them only. The largest bounds the memory of a large sample.
 */
const rowSizes = [1, 16, 64, 512] as const;
const mostRows = rowSizes[rowSizes.length - 1]!;
/**
 * From this many rows on they are made in halves that do not wait for each other, so that two processors are busy
 * although no op is split (threads.ts).
 */
const leastSplit = 64;
const lanes = 2;
const madeIn = (lane: number): string => `made.${lane}`;
const sized = (name: string, count: number): string => `${name}.${count}`;
/** Held-out examples that are assessed in one call: their noise is numbered by the call. */
const assessedRows = 256;
/** Held-out examples that are assessed beside each recorded picture. */
const heldOutExamples = 1_000;
/** Pictures of half a gallery: each stands above what is made of it. */
const pairCount = galleryCells / 2;

/** The function that makes pictures with G's latest weights or their average. */
const generator = (weights: SampledWeights): string => (weights === "average" ? "generateAveraged" : "generate");
/** The one that draws z as well, of a model that is told no classes. */
const sampler = (weights: SampledWeights): string => (weights === "average" ? "sampleAveraged" : "sample");

const meanOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Functions of a program that {@link Outside} calls. */
export function outsideFunctions(
  model: Model,
  { shape, space }: Pick<Dataset, "shape" | "space">,
): Record<string, EngineFunction> {
  const width = sizeOf(shape);
  const functions: Record<string, EngineFunction> = {};
  for (const size of rowSizes) {
    const onRows = (columns: number, make: (rows: Tensor) => Tensor): EngineFunction => ({
      feeds: { rows: { kind: "numbers", shape: [size, columns] } },
      run: ({ feeds }) => {
        const parts = size < leastSplit ? [feeds.rows!] : tf.split(feeds.rows!, lanes);
        return Object.fromEntries(parts.map((rows, lane) => [madeIn(lane), make(rows)]));
      },
    });
    functions[sized("generate", size)] = onRows(inputSize(model), (inputs) => model.generate(inputs));
    if (model.generateAveraged) {
      functions[sized("generateAveraged", size)] = onRows(inputSize(model), model.generateAveraged);
    }
    // Only the largest: z of fewer is drawn in no time.
    if (size === mostRows) Object.assign(functions, samplers(model));
    if (model.encode) functions[sized("encode", size)] = onRows(width, (x) => model.encode!(x));
    if (space !== "points") continue;
    if (model.discriminate) functions[sized("discriminate", size)] = onRows(width, (x) => model.discriminate!(x));
    if (model.descend) functions[sized("descend", size)] = onRows(width, (x) => model.descend!(x));
  }
  if (model.assess) {
    functions.assess = {
      feeds: { rows: { kind: "numbers", shape: [assessedRows, width] } },
      run: ({ feeds, noise }) => ({ ...model.assess!(feeds.rows!, noise) }),
    };
  }
  if (model.corrupt) {
    functions.corrupt = {
      feeds: { x: { kind: "numbers", shape: [pairCount, width] } },
      run: ({ feeds, noise }) => ({ seen: model.corrupt!(feeds.x!, noise, "preview") }),
    };
  }
  return functions;
}

/** Functions that draw z beside making pictures of it, in halves as all do. */
function samplers({
  prior,
  classes = 0,
  latentSize,
  generate,
  generateAveraged,
}: Model): Record<string, EngineFunction> {
  if (!prior || classes > 0) return {};
  const rows = mostRows / lanes;
  const drawing = (make: (z: Tensor) => Tensor): EngineFunction => ({
    feeds: {},
    seeded: true,
    run: ({ noise }) =>
      Object.fromEntries(
        Array.from({ length: lanes }, (_, lane) => [
          madeIn(lane),
          make(prior(noise.after(lane * rows * latentSize), sampleStream, rows)),
        ]),
      ),
  });
  return {
    [sampler("latest")]: drawing(generate),
    ...(generateAveraged ? { [sampler("average")]: drawing(generateAveraged) } : {}),
  };
}

/** Those that nobody trains on, where the data has some. */
export function heldOut({ test, count, examples, labels }: Dataset) {
  return test
    ? { ...test, values: { kind: "bytes", data: test.pixels } as const }
    : { count, values: examples, labels };
}

/**
 * Rows of pictures, each above what is made of it.
 * @param above `[count, width]`, as `below`
 * @param columns pictures a row, which divide `count`
 * @returns `[2·count, width]`
 */
export function inPairsOfRows(above: Float32Array, below: Float32Array, columns: number, width: number): Float32Array {
  const row = columns * width;
  const pairs = new Float32Array(above.length + below.length);
  for (let start = 0; start < above.length; start += row) {
    pairs.set(above.subarray(start, start + row), 2 * start);
    pairs.set(below.subarray(start, start + row), 2 * start + row);
  }
  return pairs;
}

/** What was made in lanes, up to so many numbers. */
function* ofLanes(outputs: Readonly<Record<string, Float32Array>>, count: number): Generator<Float32Array> {
  let left = count;
  for (const made of Object.values(outputs)) {
    const part = made.subarray(0, left);
    // Before it goes to whoever asks, who may give its memory back.
    left -= part.length;
    if (part.length > 0) yield part;
  }
}

/** Parts as one, `[length]`; their memory is given back. */
async function gathered(parts: AsyncIterable<Float32Array>, length: number): Promise<Float32Array> {
  const all = new Float32Array(length);
  let at = 0;
  for await (const part of parts) {
    all.set(part, at);
    at += part.length;
    release(part);
  }
  return all;
}

export class Outside {
  private readonly model: Model;
  private readonly dataset: Dataset;
  private readonly call: (name: string, call: Call) => Promise<Record<string, Float32Array>>;
  /** Values of one picture. */
  private readonly width: number;

  /** @param call runs one of {@link outsideFunctions} */
  constructor(model: Model, dataset: Dataset, call: Outside["call"]) {
    this.model = model;
    this.dataset = dataset;
    this.call = call;
    this.width = sizeOf(dataset.shape);
  }

  /**
   * @param inputs `[count, inputSize]`, row after row
   * @param weights of G; an average only where the model keeps one
   */
  generate(inputs: Float32Array, weights: SampledWeights = "latest"): Promise<Float32Array> {
    return this.inRows(generator(weights), inputs, inputSize(this.model), this.width);
  }

  /**
   * Codes of pictures, `[count, latentSize]`.
   * @param x `[count, height·width·channels]` in the data's range
   * @throws SaddleError `unsupported` where the model has no encoder
   */
  async encode(x: Float32Array): Promise<Float32Array> {
    if (!this.model.encode) {
      throw new SaddleError(
        "unsupported",
        say(
          "This model has no encoder, so pictures have no code in it.",
          "이 모델에는 인코더 encoder가 없어 이미지의 코드가 없습니다.",
        ),
      );
    }
    return this.inRows("encode", x, this.width, this.model.latentSize);
  }

  /**
   * Held-out examples as values in the data's range, `[count, height·width·channels]`; the same bits as training has.
   * Data with fewer begins again.
   */
  examples(first: number, count: number): Float32Array {
    const { count: there, values } = heldOut(this.dataset);
    const { width } = this;
    const { unit, span, low } = byteScale(this.dataset.range);
    const scaled = (value: number) => Math.fround(Math.fround(Math.fround(value * unit) * span) + low);
    const examples = new Float32Array(count * width);
    for (let row = 0; row < count; row++) {
      const at = (first + row) % there;
      const source = rowsOf(values, width, at, at + 1);
      examples.set(values.kind === "floats" ? source : Float32Array.from(source, scaled), row * width);
    }
    return examples;
  }

  /**
   * Assessment of the first held-out examples, `samples` draws of z each, and of each example.
   * @throws SaddleError `unsupported` where the model cannot be assessed, `bad-input` where there are fewer examples
   */
  private async draws(count: number, samples: number): Promise<Record<string, Float32Array>[]> {
    const { width } = this;
    const x = this.examples(0, count);
    const draws: Record<string, Float32Array>[] = [];
    for (let draw = 0; draw < samples; draw++) {
      const all: Record<string, Float32Array> = {};
      for (let start = 0, call = 0; start < count; start += assessedRows, call++) {
        const rows = new Float32Array(assessedRows * width);
        const wanted = Math.min(assessedRows, count - start);
        rows.set(x.subarray(start * width, (start + wanted) * width));
        // Noise is a function of the step: each call and each draw has its own.
        const step = draw * Math.ceil(count / assessedRows) + call;
        const made = await this.call("assess", { feeds: { rows }, step });
        for (const [name, values] of Object.entries(made)) {
          const columns = values.length / assessedRows;
          all[name] ??= new Float32Array(count * columns);
          all[name].set(values.subarray(0, wanted * columns), start * columns);
        }
      }
      draws.push(all);
    }
    return draws;
  }

  /** Figures of the first held-out examples by name, for the history; none for models that cannot be assessed. */
  async heldOutFigures(): Promise<Record<string, number>> {
    if (!this.model.assess) return {};
    const count = Math.min(heldOutExamples, heldOut(this.dataset).count);
    const [draw] = await this.draws(count, 1);
    const reconstruction = meanOf(draw!.reconstruction!);
    if (!draw!.units) return { "test.reconstruction": reconstruction };
    const kl = meanOf(draw!.units) * this.model.latentSize;
    return { "test.elbo": -reconstruction - kl, "test.reconstruction": reconstruction, "test.kl": kl };
  }

  /**
   * The ELBO of the first held-out examples.
   * @throws SaddleError `unsupported` where the model has no p(x), `bad-input` where there are fewer examples
   */
  async bound(count: number, samples: number): Promise<Omit<BoundFigures, "step">> {
    const [one] = this.model.assess ? await this.draws(1, 1) : [];
    if (!one?.units) {
      throw new SaddleError(
        "unsupported",
        say(
          "This model has no density p(x), and so no bound of it.",
          "이 모델에는 확률밀도 p(x)가 없어 그 하한도 없습니다.",
        ),
        { hint: say("A VAE has one.", "VAE에는 있습니다.") },
      );
    }
    const { count: there } = heldOut(this.dataset);
    if (count > there) {
      throw new SaddleError(
        "bad-input",
        say(
          `${count} examples were asked for, but ${there} are held out of training.`,
          `예제 ${count}개를 요청했지만 학습에서 빼 둔 예제는 ${there}개입니다.`,
        ),
      );
    }
    const draws = (await this.draws(count, samples)) as unknown as BoundDraw[];
    return boundFigures(draws, this.model.latentSize);
  }

  /** See {@link Outside.samples}. */
  sample(count: number, seed: number, weights: SampledWeights, label?: number): Promise<Float32Array> {
    return gathered(this.samples(count, seed, weights, label), count * this.width);
  }

  /**
   * Pictures of z drawn from a seed, in parts of whole pictures, so that they never lie in memory together.
   * @param label the class of all; the classes in turn where absent
   * @throws SaddleError `unsupported` for a model without a prior
   */
  async *samples(count: number, seed: number, weights: SampledWeights, label?: number): AsyncGenerator<Float32Array> {
    const { prior, classes = 0, latentSize } = this.model;
    let done = 0;
    if (prior && classes === 0) {
      for (; count - done >= mostRows; done += mostRows) {
        const call = { feeds: {}, step: 0, seed, block: blocksOf(done * latentSize) };
        yield* ofLanes(await this.call(sampler(weights), call), mostRows * this.width);
      }
      if (done === count) return;
    }
    const z = await takeValues(tf.tidy(() => seededLatents(this.model, seed, count - done, done)));
    const inputs = withLabels(this.model, z, (row) => label ?? (done + row) % (classes || 1));
    yield* this.parts(generator(weights), inputs, inputSize(this.model), this.width);
  }

  /** Runs a function from rows to rows on as many rows as there are. */
  private inRows(name: string, rows: Float32Array, from: number, to: number): Promise<Float32Array> {
    return gathered(this.parts(name, rows, from, to), (rows.length / from) * to);
  }

  private async *parts(name: string, rows: Float32Array, from: number, to: number): AsyncGenerator<Float32Array> {
    const count = rows.length / from;
    for (let start = 0; start < count; start += mostRows) {
      const wanted = Math.min(mostRows, count - start);
      const size = rowSizes.find((one) => one >= wanted)!;
      const fed = new Float32Array(size * from);
      fed.set(rows.subarray(start * from, (start + wanted) * from));
      yield* ofLanes(await this.call(sized(name, size), { feeds: { rows: fed }, step: 0 }), wanted * to);
    }
  }

  /** D's logits of points `[count, dimensions]`, `[count]`; null for a model without a D. Of points only. */
  async discriminate(points: Float32Array): Promise<Float32Array | null> {
    return this.model.discriminate ? this.inRows("discriminate", points, this.width, 1) : null;
  }

  /** In which direction G's loss falls at points `[count, dimensions]`, of their shape; null for a model without one. */
  async descend(points: Float32Array): Promise<Float32Array | null> {
    return this.model.descend ? this.inRows("descend", points, this.width, this.width) : null;
  }

  /** Fixed examples as the encoder sees them, each row above what is made of it, `[galleryCells, …]`. */
  async reconstructions(): Promise<Float32Array> {
    let seen = this.examples(0, pairCount);
    if (this.model.corrupt) seen = (await this.call("corrupt", { feeds: { x: seen }, step: 0 })).seen!;
    return inPairsOfRows(seen, await this.generate(await this.encode(seen)), galleryColumns, this.width);
  }
}
