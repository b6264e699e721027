/**
 * What a person's own data is, once its format is known: pictures of one shape in an array, or
 * files with a picture each. Everything here comes from outside, so each format bounds what it reads
 * before it allocates, and refuses with {@link refusal}.
 */
import { SaddleError } from "../../../../shared/contract/errors";
import { codeOf, systemReason } from "../../../../shared/contract/systemFaults";
import { type Localized, say } from "../../../../shared/domain/text";

export const sourceKinds = ["idx", "cifar", "npy", "npz", "safetensors", "folder", "zip", "tar"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** Labels are bytes. */
export const mostClasses = 256;
/** Pictures of one source. */
export const mostPictures = 10_000_000;
/** Bytes of one array in memory, unpacked. */
export const mostArrayBytes = 0x7fff_ffff;
/** Bytes of one picture's file. */
export const mostPictureBytes = 256 * 2 ** 20;
/** Pixels of one picture, before it is decoded. */
export const mostPixels = 64 * 2 ** 20;

/** Pictures of one shape, row after row. */
export interface ArrayImages {
  readonly form: "array";
  readonly count: number;
  /** `[height, width, channels]`, one or three channels. */
  readonly shape: readonly [number, number, number];
  /** `[count, height, width, channels]` */
  readonly pixels: Uint8Array;
  /** `[count]`, index into the source's classes. */
  readonly labels: Uint8Array | null;
}

/** A picture in a file of its own. */
export interface PictureFile {
  /** Relative to the source, with `/`. */
  readonly name: string;
  readonly label: number | null;
  /** Of a file of its own, which a thread can read itself. */
  readonly path: string | null;
  /** @throws SaddleError `bad-file` where it cannot be read */
  read(): Promise<Uint8Array>;
}

export interface FileImages {
  readonly form: "files";
  readonly count: number;
  readonly files: readonly PictureFile[];
}

export type Images = ArrayImages | FileImages;

/** A file that is no picture that can be used, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: Localized;
}

export interface Source {
  readonly kind: SourceKind;
  readonly title: string;
  readonly classes: readonly string[] | null;
  readonly training: Images;
  /** Held-out pictures that the source names as such. */
  readonly test: Images | null;
  readonly skipped: readonly Skipped[];
  /** What was decided about the data that a person should know. */
  readonly notes: readonly Localized[];
  /** SHA-256 of the content, hex; null for files, whose content is hashed while they are read. */
  readonly content: string | null;
  /** Frees what is held open. */
  close(): Promise<void>;
}

/** @param where offset or field, for example `byte 4, dimension 1` */
export const refusal = (file: string, where: Localized, reason: Localized, hint?: Localized): SaddleError =>
  new SaddleError(
    "bad-file",
    say(
      `${file} cannot be used as data: ${where.en}: ${reason.en}.`,
      `${file}: 데이터로 쓸 수 없습니다. ${where.ko}: ${reason.ko}.`,
    ),
    hint === undefined ? {} : { hint },
  );

export const atByte = (offset: number): Localized => say(`byte ${offset}`, `바이트 ${offset}`);

export const changed = (path: string): SaddleError =>
  new SaddleError("bad-file", say(`${path} changed while it was read.`, `읽는 동안 바뀐 파일입니다: ${path}.`), {
    hint: say("Wait until nothing writes to it, then try again.", "쓰기가 끝난 뒤 다시 시도하세요."),
  });

/** A fault of the system at a path, in words. */
export function unreadable(path: string, cause: unknown): SaddleError {
  if (cause instanceof SaddleError) return cause;
  if (codeOf(cause) === "ENOENT") {
    return new SaddleError("not-found", say(`${path} does not exist.`, `없는 경로입니다: ${path}.`), {
      cause,
      path: "dataset.source",
      hint: say("Check the path, or choose the data anew.", "경로를 확인하거나 데이터를 다시 고르세요."),
    });
  }
  const { en, ko } = systemReason(cause);
  return new SaddleError("bad-file", say(`${path} cannot be read: ${en}.`, `${path}: 읽을 수 없습니다. ${ko}.`), {
    hint: say("Check that you may read it.", "읽을 권한이 있는지 확인하세요."),
    cause,
  });
}

/** Nothing to train on. */
export const empty = (path: string, found: Localized): SaddleError =>
  new SaddleError(
    "bad-file",
    say(`${path} holds no pictures: ${found.en}.`, `${path}: 이미지가 없습니다. ${found.ko}.`),
    {
      hint: say(
        "Use a folder or zip of pictures, IDX or CIFAR files, .npy, .npz or safetensors.",
        "이미지 폴더나 zip, IDX나 CIFAR 파일, .npy, .npz, safetensors를 쓰세요.",
      ),
    },
  );

/** Class names for labels without names: their numbers. */
export const numbered = (classes: number): string[] => Array.from({ length: classes }, (_, index) => String(index));

/** Numbers as classes where no names are known; null where there are no labels. */
export function classesOf(...labels: readonly (Uint8Array | null)[]): string[] | null {
  if (labels.every((each) => each === null)) return null;
  let most = 0;
  for (const each of labels) for (const label of each ?? []) if (label > most) most = label;
  return numbered(most + 1);
}
