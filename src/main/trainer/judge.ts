/** Mode coverage of a run: by the classifier that grows beside it, once it can, or by the modes that a mixture is known to have. */
import type { Coverage, CoverageReference } from "../../shared/domain/run";
import type { Dataset, Mode } from "./dataset";
import { type ClassifierTraining, createClassifierTraining } from "./metrics/classifier";
import { modeCoverage } from "./metrics/coverage";
import { mixtureModes, mixtureReference } from "./metrics/mixtureModes";
import type { OpenRun } from "./run";
import { onSoftwareGpu, tf } from "./tensorflow";

const params = modeCoverage.params.parse({});
const mixtureParams = mixtureModes.params.parse({});

/** A classifier that is right less often tells more of itself than of a generator. */
const leastAccuracy = 0.6;

export class Judge {
  private readonly cacheDirectory: string;
  private training: ClassifierTraining | null = null;
  private hash = "";
  private modes: readonly Mode[] | null = null;

  constructor(cacheDirectory: string) {
    this.cacheDirectory = cacheDirectory;
  }

  /**
   * Takes up a dataset; the classifier of the last one is kept where it is the same data.
   * @param dataset null where nothing will be generated that could be judged
   */
  begin(dataset: Dataset | null): void {
    if (dataset === null) {
      this.training?.dispose();
      this.training = null;
      this.hash = "";
      return;
    }
    // Shares depend on how many examples are used, so the same source with another count is another.
    const hash = `${dataset.hash} ${dataset.count}`;
    if (hash === this.hash) return;
    this.training?.dispose();
    this.hash = hash;
    this.modes = dataset.region?.modes ?? null;
    this.training =
      // One update of the classifier would take longer there than a person waits for a pause.
      dataset.space === "images" && dataset.classes && dataset.labels && dataset.count > 1 && !onSoftwareGpu()
        ? createClassifierTraining(dataset, { cacheDirectory: this.cacheDirectory })
        : null;
  }

  /** Whether there is still something to learn. */
  get learning(): boolean {
    return this.training !== null && !this.training.ready;
  }

  get fraction(): number {
    return this.training?.fraction ?? 1;
  }

  get reference(): CoverageReference | null {
    if (this.modes) return mixtureReference(this.modes);
    return this.training?.ready && this.distrust === null ? this.training.reference() : null;
  }

  /** Why classes are not counted although there are labels; null where they are, or nothing is known yet. */
  get distrust(): string | null {
    if (!this.training?.ready) return null;
    const { accuracy } = this.training.reference();
    if (accuracy >= leastAccuracy) return null;
    const [percent, least] = [accuracy, leastAccuracy].map((share) => `${Math.round(share * 100)} %`);
    return `Mode coverage is left out: the classifier tells ${percent} of held-out pictures right, fewer than ${least}.`;
  }

  /** Why the classifier will have to learn again next time, if it will. */
  get cacheProblem(): string | null {
    return this.training?.cacheProblem ?? null;
  }

  async work(milliseconds: number): Promise<void> {
    await this.training?.work(milliseconds);
  }

  /** Null until the classifier is ready, where it is not to be trusted, and for data without labels. */
  async evaluate(run: OpenRun): Promise<Coverage | null> {
    if (this.modes) return this.evaluateModes(run, this.modes);
    const classifier = this.training;
    if (!classifier?.ready || this.distrust !== null) return null;
    const count = modeCoverage.samples(params);
    const [low, high] = run.dataset.range;
    // The same z every time, so that the histogram moves with the weights and not with the draw.
    const images = (await run.sample(count, run.seed)).map((value) => (value - low) / (high - low));
    const tensor = tf.tensor2d(images, [count, images.length / count]);
    try {
      return await modeCoverage.evaluate(tensor, { step: run.counters.step, classifier, modes: null }, params);
    } finally {
      tensor.dispose();
    }
  }

  private async evaluateModes(run: OpenRun, modes: readonly Mode[]): Promise<Coverage> {
    const count = mixtureModes.samples(mixtureParams);
    const points = await run.sample(count, run.seed);
    const tensor = tf.tensor2d(points, [count, points.length / count]);
    try {
      return await mixtureModes.evaluate(tensor, { step: run.counters.step, classifier: null, modes }, mixtureParams);
    } finally {
      tensor.dispose();
    }
  }
}
