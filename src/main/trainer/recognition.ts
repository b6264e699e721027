/** The classifier that recognises generated pictures: learned on demand, kept while runs are of the same data. */
import { SaddleError } from "../../shared/contract/errors";
import type { RecognitionFigures } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";
import { generatedImages } from "./generated";
import { type ClassifierTraining, createClassifierTraining, learnedFrom } from "./metrics/classifier";
import { recognition } from "./metrics/recognition";
import type { OpenRun } from "./run";

export class Recogniser {
  private readonly cacheDirectory: string;
  private training: ClassifierTraining | null = null;
  private hash = "";

  constructor(cacheDirectory: string) {
    this.cacheDirectory = cacheDirectory;
  }

  /**
   * @returns how much of the learning is done, 0 to 1
   * @throws SaddleError `unsupported` where the data has no classes or the model makes no pictures of it
   */
  async learn({ dataset, generates }: OpenRun, milliseconds: number): Promise<number> {
    if (dataset.space !== "images" || !generates) {
      throw new SaddleError(
        "unsupported",
        say(
          "Only generated pictures can be recognised, and this run makes none.",
          "생성한 이미지만 알아볼 수 있는데, 이 실행은 이미지를 생성하지 않습니다.",
        ),
      );
    }
    const hash = learnedFrom(dataset);
    if (this.training === null || hash !== this.hash) {
      const next = createClassifierTraining(dataset, { cacheDirectory: this.cacheDirectory, purpose: "recognition" });
      this.training?.dispose();
      this.training = next;
      this.hash = hash;
    }
    await this.training.work(milliseconds);
    return this.training.fraction;
  }

  /** @throws SaddleError `conflict` where it has not learned the run's classes yet */
  async evaluate(
    run: OpenRun,
    seed: number,
    wish: { readonly samples: number; readonly confidence: number },
  ): Promise<RecognitionFigures> {
    const { dataset } = run;
    const classifier = this.training;
    if (!classifier?.ready || this.hash !== learnedFrom(dataset)) {
      throw new SaddleError(
        "conflict",
        say("The classes of this data are not learned yet.", "이 데이터의 클래스를 아직 배우지 않았습니다."),
      );
    }
    const tensor = await generatedImages(run, wish.samples, seed);
    try {
      return await recognition.evaluate(tensor, { step: run.counters.step, classifier, modes: null }, wish);
    } finally {
      tensor.dispose();
    }
  }
}
