/** What one function is fed, as nodes of its graph. */
import { byteScale, type EngineFunction, type FeedSpec } from "../engine";
import type { EntryPoint } from "./entryPoint";
import { noiseShapes } from "./recorder";
import type { Resources } from "./resources";

/** A tensor that is handed over, and the node that gives its part of each call. */
interface Fed {
  readonly placeholder: string;
  readonly shape: readonly number[];
  part(call: number): string;
}

const isScalar = (spec: FeedSpec): boolean => spec.kind === "numbers" && spec.shape.length === 0;

/**
 * Handing over a tensor costs as much as a small op. So a feed comes as one tensor, `[calls, …shape]`, where one run
 * makes several calls, and all feeds of rank 0 come as one vector, call after call; they are taken apart here.
 */
export class Feeds {
  /** Feeds of rank 0; empty where nothing reads one. */
  readonly scalars: readonly string[];
  private readonly name: string;
  private readonly specs: EngineFunction["feeds"];
  private readonly resources: Resources;
  private readonly calls: number;
  private vector: { readonly placeholder: string; readonly parts: string } | null = null;
  private readonly fed = new Map<string, Fed>();
  /** By the number of the call and the feed. */
  private readonly values = new Map<string, string>();

  constructor(name: string, specs: EngineFunction["feeds"], resources: Resources, calls: number) {
    this.name = name;
    this.specs = specs;
    this.resources = resources;
    this.calls = calls;
    this.scalars = Object.keys(specs).filter((feed) => isScalar(specs[feed]!));
  }

  /** The output of a node that holds what a call is fed: numbers as they are, rows of examples and labels. */
  value(feed: string, call: number): string {
    const scalar = this.scalars.indexOf(feed);
    if (scalar >= 0) return `${this.scalarParts()}:${call * this.scalars.length + scalar}`;
    const key = `${call} ${feed}`;
    let value = this.values.get(key);
    if (value === undefined) {
      value = this.make(feed, call);
      this.values.set(key, value);
    }
    return value;
  }

  /** What has to be handed over, in this order, and as `node:0` with commas between. */
  get handed(): Pick<EntryPoint, "scalarFeeds" | "feeds" | "inputs"> {
    const all = [...(this.vector ? [this.vector] : []), ...this.fed.values()];
    return {
      scalarFeeds: this.vector ? this.scalars : [],
      feeds: [...this.fed].map(([name, { shape }]) => ({ name, shape })),
      inputs: all.map(({ placeholder }) => `${placeholder}:0`).join(),
    };
  }

  private make(feed: string, call: number): string {
    const { binding } = this.resources;
    const spec = this.specs[feed];
    if (!spec) return this.part(feed, call, binding.TF_INT32, noiseShapes[feed]!);
    if (spec.kind !== "numbers") {
      return spec.kind === "labels" ? this.labels(feed, call, spec.count) : this.examples(feed, call, spec.count);
    }
    // A copy, since a variable that is assigned what was fed would keep memory of JavaScript's.
    return this.copy(feed, this.part(feed, call, binding.TF_FLOAT, spec.shape), call);
  }

  /** Rows of the data, gathered by their indices or fed as they are; bytes as values in its range. */
  private examples(feed: string, call: number, count: number): string {
    const { resources } = this;
    const { writer, binding, data, examples, exampleType } = resources;
    const { unit, span, low } = byteScale(examples.range);
    const float = writer.type("T", binding.TF_FLOAT);
    const rows = data
      ? this.gather(call, `${feed}/rows`, data.handle, exampleType, this.part(feed, call, binding.TF_INT32, [count]))
      : this.part(feed, call, exampleType, [count, examples.width]);
    if (examples.values.kind === "floats") return data ? rows : this.copy(feed, rows, call);
    const cast = [writer.type("SrcT", binding.TF_UINT8), writer.type("DstT", binding.TF_FLOAT)];
    let value = writer.node(this.path(`${feed}/numbers`, call), "Cast", [rows], cast);
    value = writer.node(this.path(`${feed}/unit`, call), "Mul", [value, resources.scalar(unit)], [float]);
    if (span !== 1)
      value = writer.node(this.path(`${feed}/span`, call), "Mul", [value, resources.scalar(span)], [float]);
    if (low !== 0)
      value = writer.node(this.path(`${feed}/low`, call), "AddV2", [value, resources.scalar(low)], [float]);
    return value;
  }

  /** Labels of the data, gathered by the indices of their examples, as rows with a 1 at the class. */
  private labels(feed: string, call: number, count: number): string {
    const { resources } = this;
    const { writer, binding, labels, examples } = resources;
    if (!labels || !examples.labels) throw new Error(`${this.name} reads labels, which the data does not have.`);
    const integer = binding.TF_INT32;
    const fed = this.part(feed, call, integer, [count]);
    const bytes = this.gather(call, `${feed}/bytes`, labels.handle, binding.TF_UINT8, fed);
    const cast = [writer.type("SrcT", binding.TF_UINT8), writer.type("DstT", integer)];
    const classes = writer.node(this.path(`${feed}/classes`, call), "Cast", [bytes], cast);
    return writer.node(
      this.path(`${feed}/rows`, call),
      "OneHot",
      [classes, resources.integer(examples.labels.classes), resources.scalar(1), resources.scalar(0)],
      [writer.type("T", binding.TF_FLOAT), writer.type("TI", integer), writer.integer("axis", -1)],
    );
  }

  private gather(call: number, name: string, handle: string, dtype: number, indices: string): string {
    const { writer, binding } = this.resources;
    const types = [writer.type("dtype", dtype), writer.type("Tindices", binding.TF_INT32)];
    return writer.node(this.path(name, call), "ResourceGather", [handle, indices], types);
  }

  private copy(feed: string, value: string, call?: number): string {
    const { writer, binding } = this.resources;
    return writer.node(this.path(`${feed}/copy`, call), "DeepCopy", [value], [writer.type("T", binding.TF_FLOAT)]);
  }

  private scalarParts(): string {
    if (this.vector) return this.vector.parts;
    const { binding } = this.resources;
    const count = this.scalars.length * this.calls;
    const placeholder = this.placeholder("scalars", binding.TF_FLOAT, [count]);
    const parts = this.unpack("scalars", this.copy("scalars", placeholder), binding.TF_FLOAT, count);
    this.vector = { placeholder, parts };
    return parts;
  }

  /** A call's part of what is handed over for all. */
  private part(feed: string, call: number, dtype: number, shape: readonly number[]): string {
    let fed = this.fed.get(feed);
    if (!fed) {
      const { calls } = this;
      const whole = calls === 1 ? shape : [calls, ...shape];
      const placeholder = this.placeholder(feed, dtype, whole);
      const parts = calls === 1 ? placeholder : this.unpack(feed, placeholder, dtype, calls);
      fed = { placeholder, shape: whole, part: (one) => (calls === 1 ? placeholder : `${parts}:${one}`) };
      this.fed.set(feed, fed);
    }
    return fed.part(call);
  }

  private placeholder(feed: string, dtype: number, shape: readonly number[]): string {
    const { writer } = this.resources;
    return writer.node(this.path(feed), "Placeholder", [], [writer.type("dtype", dtype), writer.shapeOf(shape)]);
  }

  private unpack(feed: string, value: string, dtype: number, count: number): string {
    const { writer } = this.resources;
    const attributes = [writer.type("T", dtype), writer.integer("num", count), writer.integer("axis", 0)];
    return writer.node(this.path(`${feed}/parts`), "Unpack", [value], attributes);
  }

  /** @param call whose node it is; of all where absent. Why calls differ in the beginning only: see emit.ts. */
  private path(op: string, call?: number): string {
    return [this.name, ...(this.calls > 1 && call !== undefined ? [call] : []), "feeds", op].join("/");
  }
}
