/**
 * The life of the trainer as its keeper sees it: started on demand, greeted, asked, watched. When it
 * dies, whoever waits for an answer hears so at once, and the next demand starts another one, unless
 * it keeps dying.
 */
import { type ErrorValue, fromErrorValue, SaddleError, toErrorValue } from "../../shared/contract/errors";
import type { EventPayload } from "../../shared/contract/events";
import { issueText } from "../../shared/contract/issues";
import type { InputOf, OutputOf } from "../../shared/contract/route";
import { replySchema } from "../../shared/contract/route";
import { systemReason } from "../../shared/contract/systemFaults";
import {
  type BackendId,
  type TrainerEvent,
  type TrainerHello,
  type TrainerMessage,
  type TrainerRequest,
  type TrainerRouteName,
  type TrainerRoutes,
  trainerEventSchema,
  trainerRoutes,
} from "../../shared/contract/trainer";
import { say } from "../../shared/domain/text";
import { describeExit, isCrash } from "./exits";

/** A trainer that runs somewhere: a utility process of Electron, or a child of Node. */
export interface TrainerProcess {
  readonly pid: number | undefined;
  /** @param transfer message ports that go with it; only a utility process takes any */
  send(request: TrainerRequest, transfer?: unknown[]): void;
  onMessage(listener: (message: TrainerMessage) => void): void;
  /** Called once. The code is null where a signal ended it or it never started. */
  onExit(listener: (code: number | null, signal: string | null) => void): void;
  /** Ends it, by force where it does not go by itself. */
  kill(): void;
}

export type TrainerStatus = EventPayload<"trainer.changed">["status"];

export interface TrainerHostOptions {
  start(): TrainerProcess;
  /** What to greet a new trainer with. */
  greeting(): InputOf<TrainerRoutes, "hello">;
  onEvent(event: TrainerEvent): void;
  onStatus(status: TrainerStatus, error: ErrorValue | null): void;
  /** It ended by itself, or had to be ended since it no longer answered. */
  onDeath(error: SaddleError): void;
  /** It is ready. */
  onHello?(hello: TrainerHello): void;
  /**
   * The backend failed, or took the process with it.
   * @returns whether the next trainer comes up on another one. Then this one is ended, requests end
   *   with {@link BackendReplaced}, and what ended it counts neither as a death nor as an event
   */
  onBackendFailed?(backend: BackendId, error: SaddleError): boolean;
  log(level: "info" | "warning" | "error", message: string): void;
  /** After this many deaths within this many milliseconds no further one is started. */
  deaths?: { most: number; within: number };
  /** How long to wait for a process that was told to end, milliseconds. */
  patience?: number;
  /** Milliseconds since any fixed moment. */
  now?(): number;
}

/** What was asked was not done: the backend failed, and the next trainer comes up on another one. */
export class BackendReplaced extends SaddleError {}

interface Waiting {
  readonly route: TrainerRouteName;
  resolve(output: unknown): void;
  reject(error: SaddleError): void;
}

/** One trainer, from its start to its end. */
interface Line {
  readonly process: TrainerProcess;
  readonly waiting: Map<number, Waiting>;
  readonly ended: Promise<void>;
  greeted: Promise<TrainerHello>;
  /** On which it runs, or which it was about to load. */
  backend: BackendId | null;
  /** Why it was told to end, if it was. */
  ending: SaddleError | null;
}

const defaultDeaths = { most: 3, within: 60_000 };
const defaultPatience = 3_000;

const notGreeted = (): SaddleError =>
  new SaddleError("internal", say("The trainer was not greeted yet.", "학습기가 아직 준비되지 않았습니다."));

export class TrainerHost {
  readonly #options: TrainerHostOptions;
  #line: Line | null = null;
  #deaths: number[] = [];
  #diedBefore = false;
  #nextId = 1;

  constructor(options: TrainerHostOptions) {
    this.#options = options;
  }

  /** Whether a trainer is there, greeted or about to be. */
  get up(): boolean {
    return this.#line !== null;
  }

  /**
   * Starts the trainer where none runs.
   * @throws SaddleError `trainer-died` where it keeps dying, `unsupported` where no backend works
   */
  async hello(): Promise<TrainerHello> {
    return (await this.#greetedLine()).greeted;
  }

  /**
   * Asks the trainer, and starts it where none runs.
   * @throws SaddleError what the trainer answered; `trainer-died` where it ended before answering
   */
  async request<R extends TrainerRouteName>(
    route: R,
    input: InputOf<TrainerRoutes, R>,
  ): Promise<OutputOf<TrainerRoutes, R>> {
    for (;;) {
      const line = await this.#greetedLine();
      try {
        return await this.#ask(line, route, input);
      } catch (error) {
        // What asks of no run is asked of the next trainer; a run is not in it yet.
        if (!(error instanceof BackendReplaced) || route.startsWith("run.")) throw error;
      }
    }
  }

  /** A trainer that can be asked. Each turn of the loop leaves one backend out. */
  async #greetedLine(): Promise<Line> {
    for (;;) {
      const line = this.#demand();
      try {
        await line.greeted;
        return line;
      } catch (error) {
        if (!(error instanceof BackendReplaced)) throw error;
      }
    }
  }

  /** Gives the trainer one end of a message channel for frames; without a trainer the port is not used. */
  attachPort(port: unknown): void {
    this.#line?.process.send({ port: true }, [port]);
  }

  /**
   * Does something that asks the trainer, and ends the trainer where that takes too long: then its
   * requests are rejected, and so most likely is the work.
   */
  async within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      const seconds = Math.round(milliseconds / 100) / 10;
      this.#giveUp(
        new SaddleError(
          "trainer-died",
          say(
            `The trainer did not answer within ${seconds} s and was ended.`,
            `학습기가 ${seconds}초 안에 응답하지 않아 종료했습니다.`,
          ),
          {
            hint: say(
              "What it did since the last checkpoint is lost; go on from there.",
              "마지막 체크포인트 이후의 학습은 사라졌습니다. 거기서부터 계속하세요.",
            ),
          },
        ),
      );
    }, milliseconds);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the trainer on purpose and waits for its end, though not for ever. */
  async end(): Promise<void> {
    const line = this.#line;
    if (!line) return;
    line.ending = new SaddleError("cancelled", say("The trainer was ended.", "학습기를 종료했습니다."));
    line.process.kill();
    await this.#patiently(line.ended);
    if (this.#line === line) this.#drop(line, line.ending, "stopped", null);
  }

  #demand(): Line {
    if (this.#line) return this.#line;
    const { most, within } = this.#options.deaths ?? defaultDeaths;
    const now = this.#now();
    this.#deaths = this.#deaths.filter((moment) => now - moment < within);
    if (this.#deaths.length >= most) {
      const wait = Math.ceil((within - (now - this.#deaths[0]!)) / 1000);
      const [times, seconds] = [this.#deaths.length, Math.round(within / 1000)];
      throw new SaddleError(
        "trainer-died",
        say(
          `The trainer ended ${times} times within ${seconds} s, so it is not started again for now.`,
          `학습기가 ${seconds}초 안에 ${times}번 끝나 당분간 다시 시작하지 않습니다.`,
        ),
        {
          hint: say(
            `Look at the System page for the reason; it can be tried again in ${wait} s.`,
            `시스템 페이지에서 이유를 확인하세요. ${wait}초 뒤에 다시 시도할 수 있습니다.`,
          ),
        },
      );
    }
    return this.#start();
  }

  #start(): Line {
    this.#tell(this.#diedBefore ? "restarting" : "starting", null);
    let process: TrainerProcess;
    try {
      process = this.#options.start();
    } catch (cause) {
      const { en, ko } = systemReason(cause);
      const error = new SaddleError(
        "trainer-died",
        say(`The trainer could not be started: ${en}.`, `학습기를 시작하지 못했습니다: ${ko}.`),
        { cause },
      );
      this.#deaths.push(this.#now());
      this.#tell("failed", error);
      throw error;
    }
    const waiting: Line["waiting"] = new Map();
    let ended = (): void => undefined;
    const line: Line = {
      process,
      waiting,
      ended: new Promise((resolve) => {
        ended = resolve;
      }),
      greeted: Promise.reject(notGreeted()),
      backend: null,
      ending: null,
    };
    line.greeted.catch(() => undefined);
    this.#line = line;
    process.onMessage((message) => this.#receive(line, message));
    process.onExit((code, signal) => {
      ended();
      this.#exited(line, code, signal);
    });
    line.greeted = this.#greet(line);
    line.greeted.catch(() => undefined);
    return line;
  }

  async #greet(line: Line): Promise<TrainerHello> {
    try {
      const hello = await this.#ask(line, "hello", this.#options.greeting());
      this.#diedBefore = false;
      line.backend = hello.backend;
      if (this.#line === line) {
        this.#tell("ready", null);
        this.#options.onHello?.(hello);
      }
      return hello;
    } catch (error) {
      // It is alive but of no use, for example because no backend works: other settings may help.
      if (this.#line === line) {
        line.ending = error as SaddleError;
        line.process.kill();
        this.#drop(line, error as SaddleError, "failed", error as SaddleError);
      }
      throw error;
    }
  }

  #ask<R extends TrainerRouteName>(
    line: Line,
    route: R,
    input: InputOf<TrainerRoutes, R>,
  ): Promise<OutputOf<TrainerRoutes, R>> {
    return new Promise((resolve, reject) => {
      if (this.#line !== line) {
        const ended = say("The trainer ended before it could be asked.", "요청하기 전에 학습기가 끝났습니다.");
        reject(line.ending ?? new SaddleError("trainer-died", ended));
        return;
      }
      const id = this.#nextId++;
      line.waiting.set(id, { route, resolve: resolve as (output: unknown) => void, reject });
      try {
        line.process.send({ id, route, input });
      } catch (cause) {
        line.waiting.delete(id);
        const { en, ko } = systemReason(cause);
        reject(
          new SaddleError(
            "trainer-died",
            say(`The trainer could not be asked: ${en}.`, `학습기에 요청하지 못했습니다: ${ko}.`),
            { cause },
          ),
        );
      }
    });
  }

  #receive(line: Line, message: unknown): void {
    // What a trainer that was given up still says is about a run that nobody holds any more.
    if (this.#line !== line || typeof message !== "object" || message === null) return;
    if ("event" in message) {
      const parsed = trainerEventSchema.safeParse(message);
      if (parsed.success) this.#take(line, parsed.data);
      else this.#options.log("error", `The trainer sent a malformed ${String(message.event)}: ${parsed.error.message}`);
      return;
    }
    const id = "id" in message ? message.id : undefined;
    const waiting = typeof id === "number" ? line.waiting.get(id) : undefined;
    if (!waiting) return;
    line.waiting.delete(id as number);
    const reply = replySchema.safeParse(message);
    if (!reply.success) {
      const { route } = waiting;
      waiting.reject(
        new SaddleError(
          "internal",
          say(`The trainer's answer to ${route} is malformed.`, `${route} 요청에 대한 학습기의 답이 잘못되었습니다.`),
        ),
      );
    } else if (!reply.data.ok) {
      const error = fromErrorValue(reply.data.error);
      const replaced = error.code === "backend-failed" ? this.#replace(line, error) : null;
      waiting.reject(replaced ?? error);
    } else {
      const output = trainerRoutes[waiting.route].output.safeParse(reply.data.output);
      if (output.success) waiting.resolve(output.data);
      else {
        const [issue] = output.error.issues;
        const where = [waiting.route, ...(issue?.path ?? [])].join(".");
        const { en, ko } = issueText(issue, reply.data.output);
        waiting.reject(
          new SaddleError(
            "internal",
            say(
              `The trainer's answer is malformed at ${where}: ${en}.`,
              `학습기의 답에서 ${where} 값이 잘못되었습니다: ${ko}.`,
            ),
          ),
        );
      }
    }
  }

  #take(line: Line, event: TrainerEvent): void {
    if (event.event === "trying") line.backend = event.backend;
    const failed = event.event === "state" && event.error?.code === "backend-failed" ? event.error : null;
    if (failed && this.#replace(line, fromErrorValue(failed))) return;
    this.#options.onEvent(event);
  }

  #exited(line: Line, code: number | null, signal: string | null): void {
    if (this.#line !== line) return;
    if (line.ending) {
      this.#drop(line, line.ending, "stopped", null);
      return;
    }
    const error = describeExit(code, signal);
    if (isCrash(code, signal) && this.#replace(line, error)) return;
    this.#died(line, error);
  }

  /** Makes way for a trainer on another backend. @returns null where there is to be none */
  #replace(line: Line, error: SaddleError): BackendReplaced | null {
    const { backend } = line;
    if (backend === null || this.#options.onBackendFailed?.(backend, error) !== true) return null;
    const { hint } = error;
    const replaced = new BackendReplaced("backend-failed", error.text, hint === undefined ? {} : { hint });
    line.ending = replaced;
    line.process.kill();
    this.#diedBefore = true;
    if (this.#line === line) this.#drop(line, replaced, "restarting", null);
    return replaced;
  }

  /** It still runs but no longer answers. */
  #giveUp(error: SaddleError): void {
    const line = this.#line;
    if (!line) return;
    line.ending = error;
    line.process.kill();
    this.#died(line, error);
  }

  #died(line: Line, error: SaddleError): void {
    this.#deaths.push(this.#now());
    this.#diedBefore = true;
    this.#drop(line, error, "failed", error);
    this.#options.onDeath(error);
  }

  #drop(line: Line, reason: SaddleError, status: TrainerStatus, error: SaddleError | null): void {
    this.#line = null;
    const waiting = [...line.waiting.values()];
    line.waiting.clear();
    for (const { reject } of waiting) reject(reason);
    this.#tell(status, error);
  }

  #tell(status: TrainerStatus, error: SaddleError | null): void {
    this.#options.onStatus(status, error === null ? null : toErrorValue(error));
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  async #patiently(end: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.patience ?? defaultPatience);
    });
    await Promise.race([end, enough]);
    clearTimeout(timer);
  }
}
