/** Data as the trainer has it, and where it is kept. Shapes are written `[count, …]`. */
import type { Localized } from "../../shared/domain/text";
import type { ExampleValues } from "./engine/engine";

/** What examples are: pictures, or points of a line or plane. */
export type Space = "images" | "points";

/** Where points lie and what is known of their distribution. */
export interface Region {
  /** What a view shows, `[least, most]` of each dimension; nearly all of the data lies within. */
  readonly bounds: readonly (readonly [number, number])[];
  /**
   * Density of the distribution that the data was drawn from, where it has a closed form.
   * @param x `[dimensions]`
   * @returns probability a unit of length or area
   */
  readonly density: ((x: ArrayLike<number>) => number) | null;
  /** The normal distributions that the data is a mixture of, where it is one; for counting modes. */
  readonly modes: readonly Mode[] | null;
}

/** One normal distribution of a mixture, the same deviation in every direction. */
export interface Mode {
  /** `[dimensions]` */
  readonly centre: readonly number[];
  readonly deviation: number;
  /** Its share of the data; those of a mixture sum to 1. */
  readonly weight: number;
}

/** Examples in memory. */
export interface Dataset {
  readonly title: string;
  readonly space: Space;
  /** Number of training examples. */
  readonly count: number;
  /** `[height, width, channels]` of one example; `[1, 1, dimensions]` of a point (one or two dimensions). */
  readonly shape: readonly [number, number, number];
  /** Of pictures: what is black and what is white, and so what byte 0 and byte 255 become. Of points: least and most of {@link Region.bounds}. */
  readonly range: readonly [number, number];
  /** Whether training mirrors a picture, left for right, with probability ½ each time it is drawn into a batch. */
  readonly flips?: boolean;
  /** SHA-256 of the source files' content, hex. */
  readonly hash: string;
  readonly classes: readonly string[] | null;
  /** `[count, height·width·channels]` */
  readonly examples: ExampleValues;
  /** Of points; pictures have none. */
  readonly region: Region | null;
  /** `[count]`, index into `classes`. */
  readonly labels: Uint8Array | null;
  /**
   * All labelled training examples of the source as bytes, also those beyond `count`: what the
   * classifier learns from, so that one judge serves every recipe on the same data. Absent where
   * `examples` and `labels` are all there is.
   */
  readonly labelled?: { readonly count: number; readonly pixels: Uint8Array; readonly labels: Uint8Array };
  /** Held-out examples with labels, for the classifier's accuracy. */
  readonly test: { readonly count: number; readonly pixels: Uint8Array; readonly labels: Uint8Array | null } | null;
  /** What a person should know of it: what was decided about it, or that its source is not what it was. */
  readonly notes?: readonly Localized[];
  /** Files of the source that are no pictures that can be used; the first of them, and how many there are. */
  readonly skipped?: {
    readonly count: number;
    readonly files: readonly { readonly name: string; readonly reason: Localized }[];
  };
}

/** Where data may be kept that was made of a source, and the built scripts of the threads that help. */
export interface DataPlace {
  /** Folder in the cache. */
  readonly directory: string;
  /** Null where there is none: then everything happens in the one thread. */
  readonly workers: { readonly picture: string; readonly row: string } | null;
}

export interface ImportWatch {
  readonly signal: AbortSignal;
  /** @param secondsLeft null until the pace is known */
  progress(done: number, total: number, secondsLeft: number | null): void;
  /** Before there is anything to count: packed bytes of an archive that are unpacked. */
  unpacking?(done: number, total: number): void;
}

/** The classes of labelled data; null or absent where the examples have no labels. */
export type Labelled = Partial<Pick<Dataset, "classes">>;
/** What a model has to fit. */
export type Form = Pick<Dataset, "space" | "shape" | "range"> & Labelled;
/** What its size depends on. */
export type Sized = Pick<Dataset, "shape"> & Labelled;
