/**
 * A picture's file to pixels of 8 bits: grey or RGB, upright, on white where it is transparent.
 * PNG, JPEG, BMP and WebP are decoded by `@napi-rs/image` (Rust's image crates), the first frame of
 * a GIF by `omggif`. Nothing is decoded before its size is known to be allowed.
 */
import { Transformer } from "@napi-rs/image";
import { GifReader } from "omggif";
import { SaddleError } from "../../../../shared/contract/errors";
import { type Localized, say } from "../../../../shared/domain/text";
import { mostPixels } from "../sources/source";
import { faultInGifCodes } from "./gifCodes";
import { orientationOf, pictureFormat, pictureSize } from "./header";

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 (grey) or 3 (RGB). */
  readonly channels: 1 | 3;
  /** `[height, width, channels]` */
  readonly pixels: Uint8Array;
}

const refuse = (reason: Localized): SaddleError => new SaddleError("bad-file", reason);

/** Channels and bytes a value of the decoder's colour types, in their order. */
const colourTypes: readonly { channels: number; bytes: 1 | 2 }[] = [
  { channels: 1, bytes: 1 },
  { channels: 2, bytes: 1 },
  { channels: 3, bytes: 1 },
  { channels: 4, bytes: 1 },
  { channels: 1, bytes: 2 },
  { channels: 2, bytes: 2 },
  { channels: 3, bytes: 2 },
  { channels: 4, bytes: 2 },
];

/** @throws SaddleError `bad-file` saying in a clause why it is no picture that can be used */
export function decodePicture(bytes: Uint8Array): Picture {
  const format = pictureFormat(bytes);
  if (format === null)
    throw refuse(say("it is no PNG, JPEG, GIF, BMP or WebP", "PNG, JPEG, GIF, BMP, WebP가 아닙니다"));
  const size = pictureSize(bytes, format);
  if (size === null) throw refuse(say("its header does not tell its size", "헤더에 크기가 없습니다"));
  const { width, height } = size;
  if (width < 1 || height < 1 || width * height > mostPixels) {
    throw refuse(
      say(
        `${width} × ${height} pixels are not between 1 and ${mostPixels}`,
        `${width} × ${height} 픽셀: 1~${mostPixels}픽셀의 범위를 벗어났습니다`,
      ),
    );
  }
  // The decoder fills the missing part of a JPEG with grey, without a word.
  if (format === "jpeg" && !endsProperly(bytes)) throw refuse(say("the file ends early", "파일이 도중에 끝납니다"));
  try {
    const decoded = format === "gif" ? fromGif(bytes) : fromOthers(bytes);
    return upright(decoded, orientationOf(bytes));
  } catch (thrown) {
    if (thrown instanceof SaddleError) throw thrown;
    const reason = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 200);
    throw refuse(say(`it cannot be decoded ("${reason}")`, `디코딩할 수 없습니다 ("${reason}")`));
  }
}

/** Whether a JPEG has an end-of-image marker behind its data; some cameras add more after it. */
function endsProperly(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at > 1; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

function fromOthers(bytes: Uint8Array): Picture {
  const image = new Transformer(bytes);
  const { width, height, colorType } = image.metadataSync();
  const colours = colourTypes[colorType];
  if (colours === undefined || width * height > mostPixels) {
    throw refuse(say("its colours are of no known type", "알 수 없는 색 형식입니다"));
  }
  return plain(image.rawPixelsSync(), width, height, colours.channels, colours.bytes);
}

function fromGif(bytes: Uint8Array): Picture {
  const gif = new GifReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { width, height } = gif;
  const frame = gif.frameInfo(0);
  // The library trusts a frame to lie inside its picture.
  if (frame.x + frame.width > width || frame.y + frame.height > height) {
    throw refuse(say("its first frame lies outside", "첫 프레임이 이미지 밖에 있습니다"));
  }
  const fault = faultInGifCodes(bytes, frame.data_offset, frame.width * frame.height);
  if (fault !== null) throw refuse(fault);
  const rgba = new Uint8Array(width * height * 4);
  gif.decodeAndBlitFrameRGBA(0, rgba);
  return plain(rgba, width, height, 4, 1);
}

/** Eight bits a value, and white under what is transparent. */
function plain(raw: Uint8Array, width: number, height: number, channels: number, bytes: 1 | 2): Picture {
  const count = width * height;
  if (raw.length !== count * channels * bytes) {
    throw refuse(say("it holds fewer pixels than it says", "픽셀이 헤더에 적힌 것보다 적습니다"));
  }
  const values = bytes === 1 ? raw : eightBits(raw);
  if (channels === 1 || channels === 3) return { width, height, channels, pixels: values };
  const kept = channels === 2 ? 1 : 3;
  const pixels = new Uint8Array(count * kept);
  for (let i = 0; i < count; i++) {
    const opacity = values[i * channels + kept]!;
    for (let channel = 0; channel < kept; channel++) {
      pixels[i * kept + channel] = Math.round(
        (values[i * channels + channel]! * opacity + 255 * (255 - opacity)) / 255,
      );
    }
  }
  return { width, height, channels: kept, pixels };
}

/** 16-bit values in the machine's order, v · 255 / 65535 rounded. */
function eightBits(raw: Uint8Array): Uint8Array {
  const copy = raw.slice();
  const wide = new Uint16Array(copy.buffer, copy.byteOffset, copy.byteLength / 2);
  return Uint8Array.from(wide, (value) => Math.round(value / 257));
}

/** Undoes what EXIF says of how the camera was held. */
function upright(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const { width, height, channels, pixels } = picture;
  const turned = orientation >= 5;
  const [across, down] = turned ? [height, width] : [width, height];
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [sx, sy] = placeOf(orientation, x, y, width, height);
      const from = (sy * width + sx) * channels;
      const to = (y * across + x) * channels;
      for (let channel = 0; channel < channels; channel++) out[to + channel] = pixels[from + channel]!;
    }
  }
  return { width: across, height: down, channels, pixels: out };
}

/** Where a pixel of the upright picture lies in the stored one. */
function placeOf(orientation: number, x: number, y: number, width: number, height: number): [number, number] {
  switch (orientation) {
    case 2:
      return [width - 1 - x, y];
    case 3:
      return [width - 1 - x, height - 1 - y];
    case 4:
      return [x, height - 1 - y];
    case 5:
      return [y, x];
    case 6:
      return [y, height - 1 - x];
    case 7:
      return [width - 1 - y, height - 1 - x];
    default:
      return [width - 1 - y, x];
  }
}
