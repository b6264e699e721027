/** Mode coverage of a run: by the classifier that grows beside it, once it can, or by the modes that a mixture is known to have. */
import type { Coverage, CoverageReference } from "../../shared/domain/run";
import { type Localized, say } from "../../shared/domain/text";
import type { Dataset, Mode } from "./dataset";
import { generatedImages } from "./generated";
import { type ClassifierTraining, createClassifierTraining, learnedFrom } from "./metrics/classifier";
import { modeCoverage } from "./metrics/coverage";
import { mixtureModes, mixtureReference } from "./metrics/mixtureModes";
import type { OpenRun } from "./run";
import { onSoftwareGpu, tf } from "./tensorflow";

const params = modeCoverage.params.parse({});
const mixtureParams = mixtureModes.params.parse({});

/** A classifier that is right less often tells more of itself than of a generator. */
const leastAccuracy = 0.6;

/** What keeps the modes of data from being counted; null where nothing does. */
function whyCountless({ space, region, classes, labels, count }: Dataset): Localized | null {
  if (space === "points") {
    if (region?.modes) return null;
    return say(
      "This data is no mixture of normal distributions that lie apart: it has no modes to count.",
      "서로 떨어진 정규분포의 혼합이 아니어서 셀 수 있는 모드가 없습니다.",
    );
  }
  if (!classes || !labels || count < 2) {
    return say(
      "This data has no labels from which a classifier could learn to tell classes apart. In a folder of pictures, a folder a class gives them.",
      "분류기가 클래스를 배울 레이블이 데이터에 없습니다. 이미지 폴더라면 클래스마다 폴더를 나누면 레이블이 생깁니다.",
    );
  }
  if (!onSoftwareGpu()) return null;
  // One update of the classifier would take longer there than a person waits for a pause.
  return say(
    "The classifier is not trained on a graphics card that the processor only imitates.",
    "프로세서가 흉내 내는 그래픽 카드에서는 분류기를 학습하지 않습니다.",
  );
}

export class Judge {
  private readonly cacheDirectory: string;
  private training: ClassifierTraining | null = null;
  private hash = "";
  private modes: readonly Mode[] | null = null;
  /** Why nothing of the data can be counted, known from the data alone. */
  private countless: Localized | null = null;

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
      this.countless = null;
      this.hash = "";
      return;
    }
    const hash = learnedFrom(dataset);
    if (hash === this.hash) return;
    this.training?.dispose();
    this.hash = hash;
    this.modes = dataset.region?.modes ?? null;
    this.countless = whyCountless(dataset);
    this.training =
      dataset.space === "images" && this.countless === null
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
  get distrust(): Localized | null {
    if (!this.training?.ready) return null;
    const { accuracy } = this.training.reference();
    if (accuracy >= leastAccuracy) return null;
    const [percent, least] = [accuracy, leastAccuracy].map((share) => `${Math.round(share * 100)} %`);
    return say(
      `Mode coverage is left out: the classifier tells ${percent} of held-out pictures right, fewer than ${least}.`,
      `모드 분포를 세지 않습니다. 분류기의 테스트 정확도가 기준에 못 미칩니다: ${percent}, 기준 ${least}.`,
    );
  }

  /** Why there is no coverage, and will be none; null where there is some, or it is still to come. */
  get uncounted(): Localized | null {
    return this.countless ?? this.distrust;
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
    // The same z every time, so that the histogram moves with the weights and not with the draw.
    const tensor = await generatedImages(run, count, run.seed);
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
