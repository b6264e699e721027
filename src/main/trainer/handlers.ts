/** The trainer's side of its contract: parses requests, answers with values, never throws across. */
import { join } from "node:path";
import { SaddleError, toErrorValue } from "../../shared/contract/errors";
import { issuePath, issueText } from "../../shared/contract/issues";
import type { HandlersOf } from "../../shared/contract/route";
import {
  type TrainerHello,
  type TrainerMessage,
  type TrainerRequest,
  type TrainerRouteName,
  type TrainerRoutes,
  trainerRoutes,
} from "../../shared/contract/trainer";
import { say } from "../../shared/domain/text";
import { Turns } from "../../shared/turns";
import { openBackend } from "./backends";
import { describeCatalog } from "./catalog";
import { checkRecipe, noPlace } from "./check";
import { classNumber } from "./classes";
import { DataDesk, isDataRoute } from "./dataDesk";
import type { DataPlace } from "./dataset";
import type { FramePort } from "./frames";
import { interpolate } from "./latent";
import { writeNpy } from "./npyFile";
import { parzenOf } from "./parzen";
import { planeOf } from "./plane";
import { Recogniser } from "./recognition";
import { resolveRecipe } from "./resolve";
import type { OpenRun } from "./run";
import { picturesFrom } from "./scatter";
import { Session } from "./session";
import { tf } from "./tensorflow";
import { measureSteps } from "./trial";

/** The trainer's end of the wire. */
export interface TrainerPort {
  send(message: TrainerMessage): void;
  onRequest(listener: (request: TrainerRequest) => void): void;
  /** Where frames can go to a window; absent without one. */
  onFramePort?(listener: (port: FramePort) => void): void;
}

/** Up to here pictures are one row, the strip of a path; more are laid out as a square. */
const longestRow = 16;
const columnsOf = (count: number): number => (count <= longestRow ? count : Math.ceil(Math.sqrt(count)));

/** @param columns pictures a row */
async function picturesOf(run: OpenRun, latents: readonly Float32Array[], columns: number) {
  const size = run.inputSize;
  const z = new Float32Array(latents.length * size);
  latents.forEach((latent, index) => {
    z.set(latent, index * size);
  });
  return {
    step: run.counters.step,
    classes: run.classes ? [...run.classes] : null,
    atlas: picturesFrom(run.dataset, await run.generate(z), columns),
  };
}

/**
 * Serves one wire until the process ends.
 * @param workers built scripts of the threads that help with data; null where there are none
 */
export function createTrainer(port: TrainerPort, workers: DataPlace["workers"] = null): void {
  let session: Session | null = null;
  let hello: TrainerHello | null = null;
  let framePort: FramePort | null = null;
  let place: DataPlace = noPlace;
  let recogniser: Recogniser | null = null;
  let trial: AbortController | null = null;
  const desk = new DataDesk(
    () => place,
    (progress) => port.send({ event: "import", ...progress }),
  );

  const greeted = (): Session => {
    if (!session) {
      throw new SaddleError("conflict", say("The trainer was not greeted yet.", "학습기가 아직 준비되지 않았습니다."));
    }
    return session;
  };

  const classes = (): Recogniser => {
    greeted();
    return recogniser!;
  };

  const handlers: HandlersOf<TrainerRoutes> = {
    async hello({ cacheDirectory, backend, failures }) {
      if (hello) return hello;
      const opened = await openBackend(backend, {
        failures,
        trying: async (id) => {
          port.send({ event: "trying", backend: id });
          // So that the word is out before anything can end the process.
          await new Promise((resolve) => setImmediate(resolve));
        },
      });
      place = { directory: join(cacheDirectory, "datasets"), workers };
      session = new Session(join(cacheDirectory, "classifiers"), place, port.send);
      recogniser = new Recogniser(join(cacheDirectory, "classifiers"));
      if (framePort) session.attach(framePort);
      hello = {
        pid: process.pid,
        backend: opened.id,
        backendTitle: opened.title,
        findings: opened.findings,
        catalog: describeCatalog(),
      };
      return hello;
    },
    "recipe.check": async ({ recipe }) => (await checkRecipe(recipe, place)).check,
    "recipe.measure": async ({ recipe }) => {
      const session = greeted();
      trial = new AbortController();
      const { signal } = trial;
      try {
        return { stepsPerSecond: await session.beside(() => measureSteps(recipe, place, signal)) };
      } finally {
        trial = null;
      }
    },
    "recipe.stopMeasuring": () => {
      trial?.abort();
      return {};
    },
    "run.open": async (input) => {
      const session = greeted();
      // What is not in the cache of this machine (any more) is imported anew.
      if (resolveRecipe(input.recipe).resolved) await desk.import(input.recipe.dataset);
      return session.open(input);
    },
    ...desk.handlers,
    "run.play": async ({ until }) => {
      await greeted().play(until);
      return {};
    },
    "run.pause": async () => ({ step: await greeted().pause() }),
    "run.stepOnce": async ({ update }) => ({ step: await greeted().stepOnce(update) }),
    "run.edit": async ({ path, value }) => {
      await greeted().edit(path, value);
      return {};
    },
    "run.checkpoint": ({ kind }) => greeted().checkpoint(kind),
    "run.close": async () => {
      await greeted().close();
      return {};
    },
    "run.generate": ({ points }) =>
      greeted().withRun(async (run) => {
        const latents: Float32Array[] = [];
        for (const point of points) latents.push(await run.latent(point));
        const { sweep, columns } = run.previewLayout;
        return picturesOf(run, latents, sweep ? Math.min(latents.length, columns) : columnsOf(latents.length));
      }),
    "run.sample": ({ count, seed, class: asked }) =>
      greeted().withRun(async (run) => {
        const { shape, range, space } = run.dataset;
        return {
          step: run.counters.step,
          shape: space === "points" ? [count, shape[2]] : [count, ...shape],
          values: await run.sample(count, seed, asked === undefined ? undefined : classNumber(run.classes, asked)),
          range: [range[0], range[1]],
        };
      }),
    "run.plane": ({ side, examples }) => greeted().withRun((run) => planeOf(run, side, examples)),
    "run.bound": ({ examples, samples }) =>
      greeted().withRun(async (run) => ({ step: run.counters.step, ...(await run.outside.bound(examples, samples)) })),
    "run.parzen": ({ seed, ...wish }) => greeted().withRun((run) => parzenOf(run, seed, wish)),
    "run.learnClasses": ({ milliseconds }) =>
      greeted().withRun(async (run) => ({ fraction: await classes().learn(run, milliseconds) })),
    "run.recognition": ({ seed, ...wish }) => greeted().withRun((run) => classes().evaluate(run, seed, wish)),
    "run.sampleTo": ({ count, seed, class: asked, file }) =>
      greeted().withRun(async (run) => {
        const shape = [count, ...run.dataset.shape];
        await writeNpy(
          file,
          shape,
          run.samples(count, seed, asked === undefined ? undefined : classNumber(run.classes, asked)),
        );
        return { step: run.counters.step, shape };
      }),
    "run.interpolate": ({ a, b, mode, positions }) =>
      greeted().withRun(async (run) => {
        const [from, to] = [await run.latent(a), await run.latent(b)];
        return picturesOf(
          run,
          positions.map((t) => interpolate(from, to, t, mode, run.latentSize)),
          columnsOf(positions.length),
        );
      }),
    memory: () => {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, tensorBytes: numBytes, residentBytes: process.memoryUsage.rss() };
    },
  };

  const answer = async <R extends TrainerRouteName>(route: R, input: unknown): Promise<unknown> => {
    const known = trainerRoutes[route];
    if (!known) {
      const asked = String(route);
      throw new SaddleError(
        "bad-input",
        say(`The trainer knows no request ${asked}.`, `학습기가 모르는 요청입니다: ${asked}.`),
      );
    }
    const parsed = known.input.safeParse(input);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const { en, ko } = issueText(issue, input);
      const path = issuePath(issue) ?? "input";
      throw new SaddleError("bad-input", say(`Request ${route}, ${path}: ${en}.`, `${route} 요청의 ${path}: ${ko}.`));
    }
    const handle = handlers[route] as (input: unknown) => unknown;
    return handle(parsed.data);
  };

  // One request after another: opening a run waits for data, and nothing may overtake it.
  const requests = new Turns();
  port.onRequest((request) => {
    if ("port" in request) return;
    const { id, route, input } = request;
    // What is asked of data waits for no run, and no run for it: an import takes minutes.
    const atOnce = isDataRoute(route) || route === "recipe.stopMeasuring";
    const inTurn = atOnce ? (work: () => Promise<void>) => work() : requests.take.bind(requests);
    void inTurn(async () => {
      try {
        port.send({ id, ok: true, output: await answer(route, input) });
      } catch (error) {
        const value = toErrorValue(error);
        if (value.code === "internal") {
          port.send({
            event: "log",
            level: "error",
            message: error instanceof Error ? (error.stack ?? error.message) : String(error),
          });
        }
        port.send({ id, ok: false, error: value });
      }
    });
  });
  port.onFramePort?.((attached) => {
    framePort = attached;
    session?.attach(attached);
  });
}
