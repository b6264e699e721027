/** A trainer on a wire inside this process, and what it tells: everything is held against the contract. */
import type { FramePort } from "../../src/main/trainer/frames";
import { createTrainer } from "../../src/main/trainer/handlers";
import { type ErrorValue, errorValueSchema } from "../../src/shared/contract/errors";
import { type Frame, frameSchema } from "../../src/shared/contract/frames";
import type { InputOf, OutputOf } from "../../src/shared/contract/route";
import {
  type TrainerEvent,
  type TrainerRequest,
  type TrainerRouteName,
  type TrainerRoutes,
  trainerEventSchema,
  trainerRoutes,
} from "../../src/shared/contract/trainer";
import { expectBothLanguages } from "../bilingual";

type EventOf<E extends TrainerEvent["event"]> = Extract<TrainerEvent, { event: E }>;

/** A window's end of the frames. It paints nothing, and acknowledges only what it is told to. */
export class FakeWindow {
  readonly frames: Frame[] = [];
  private acknowledged: (sequence: number) => void = () => {};

  readonly port: FramePort = {
    post: (frame) => void this.frames.push(frameSchema.parse(structuredClone(frame))),
    onAcknowledge: (listener) => {
      this.acknowledged = listener;
    },
  };

  of<K extends Frame["kind"]>(kind: K): Extract<Frame, { kind: K }>[] {
    return this.frames.filter((frame) => frame.kind === kind) as Extract<Frame, { kind: K }>[];
  }

  acknowledge(sequence: number): void {
    this.acknowledged(sequence);
  }
}

export class TrainerClient {
  readonly events: TrainerEvent[] = [];
  private readonly waiting = new Map<number, (reply: unknown) => void>();
  private readonly watchers = new Set<() => void>();
  private lastId = 0;
  private toTrainer: (request: TrainerRequest) => void = () => {};
  private givePort: (port: FramePort) => void = () => {};

  constructor() {
    createTrainer({
      send: (message) => {
        if ("event" in message) {
          this.events.push(trainerEventSchema.parse(structuredClone(message)));
          for (const watcher of [...this.watchers]) watcher();
        } else {
          this.waiting.get(message.id)?.(message);
          this.waiting.delete(message.id);
        }
      },
      onRequest: (listener) => {
        this.toTrainer = listener;
      },
      onFramePort: (listener) => {
        this.givePort = listener;
      },
    });
  }

  show(window: FakeWindow): void {
    this.givePort(window.port);
  }

  /** Sends anything, also what the contract does not allow. */
  send(route: string, input: unknown): Promise<{ ok: true; output: unknown } | { ok: false; error: ErrorValue }> {
    const id = ++this.lastId;
    return new Promise((resolve) => {
      this.waiting.set(id, (reply) => resolve(reply as never));
      this.toTrainer({ id, route: route as TrainerRouteName, input });
    });
  }

  async request<R extends TrainerRouteName>(
    route: R,
    input: InputOf<TrainerRoutes, R>,
  ): Promise<OutputOf<TrainerRoutes, R>> {
    const reply = await this.send(route, input);
    if (!reply.ok) throw new Error(`${route}: ${reply.error.code}: ${reply.error.message.en}`);
    return trainerRoutes[route].output.parse(reply.output) as OutputOf<TrainerRoutes, R>;
  }

  /** The error that a request is answered with. */
  async refusal(route: string, input: unknown): Promise<ErrorValue> {
    const reply = await this.send(route, input);
    if (reply.ok) throw new Error(`${route} was not refused`);
    expectBothLanguages(reply.error);
    return errorValueSchema.parse(reply.error);
  }

  of<E extends TrainerEvent["event"]>(event: E): EventOf<E>[] {
    return this.events.filter((each) => each.event === event) as EventOf<E>[];
  }

  /** Waits until the events so far fulfil a condition. */
  until(fulfilled: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watcher = () => {
        if (!fulfilled()) return;
        this.watchers.delete(watcher);
        resolve();
      };
      this.watchers.add(watcher);
      watcher();
    });
  }

  untilState(state: EventOf<"state">["state"]): Promise<void> {
    return this.until(() => this.of("state").at(-1)?.state === state);
  }

  /** Steps of all history so far, in the order in which it came. */
  get recordedSteps(): number[] {
    return this.of("history").flatMap(({ step }) => [...step]);
  }

  forget(): void {
    this.events.length = 0;
  }
}
