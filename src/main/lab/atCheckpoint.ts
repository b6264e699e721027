/** Looking at a checkpoint: its run is opened beside the record, to generate from it or to measure it. */
import { SaddleError } from "../../shared/contract/errors";
import type { InputOf, OutputOf } from "../../shared/contract/route";
import type { TrainerRoutes } from "../../shared/contract/trainer";
import { say } from "../../shared/domain/text";
import type { OpenProject } from "./openProject";
import type { Runner } from "./runner";
import { BackendReplaced, type TrainerHost } from "./trainerHost";

/** What can be asked of the weights of a checkpoint. */
type Look = "run.sample" | "run.sampleTo" | "run.bound" | "run.parzen" | "run.recognition";

/** Which checkpoint of which run: the active run and its latest where none is given. */
export interface AtCheckpoint {
  readonly step?: number;
}

/**
 * Asks with the weights of a checkpoint of the active run. The run that is in the trainer is stopped before;
 * nothing is recorded.
 * @param before what has to be asked for first, of the same weights
 * @throws SaddleError `not-found` naming the steps that have a checkpoint
 */
export async function lookAtCheckpoint<R extends Look>(
  host: TrainerHost,
  runner: Runner,
  project: OpenProject,
  route: R,
  { step, ...wish }: InputOf<TrainerRoutes, R> & AtCheckpoint,
  before?: () => Promise<void>,
): Promise<OutputOf<TrainerRoutes, R>> {
  const run = project.active;
  const at = step ?? run?.checkpoints.at(-1)?.step;
  if (run === null || at === undefined) {
    throw new SaddleError(
      "not-found",
      say(
        run === null ? "The project has no run to look at." : `Run ${run.id} has no checkpoint to look at.`,
        run === null ? "프로젝트에 살펴볼 실행이 없습니다." : `실행 ${run.id}에는 살펴볼 체크포인트가 없습니다.`,
      ),
      { hint: say("Train it first.", "먼저 학습하세요.") },
    );
  }
  const { id, recipe } = run;
  const edits = run.edits.filter((edit) => edit.step <= at);
  for (;;) {
    try {
      return await runner.aside(async (generation) => {
        const checkpoint = await project.journal.readCheckpoint(id, at);
        await host.request("run.open", { run: id, generation, recipe, checkpoint, edits, seconds: 0, record: false });
        await before?.();
        return host.request(route, wish as InputOf<TrainerRoutes, R>);
      });
    } catch (error) {
      // Each turn of the loop leaves one backend out.
      if (!(error instanceof BackendReplaced)) throw error;
    }
  }
}
