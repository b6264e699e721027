/** From numbers to pictures, in plain JavaScript so that every backend gives the same bytes. */
import { encode } from "fast-png";
import { SaddleError } from "../../shared/contract/errors";
import type { Atlas } from "../../shared/domain/picture";
import { say } from "../../shared/domain/text";

/**
 * Lays pictures side by side, row after row.
 * @param values `[count, height, width, channels]` in C order
 * @param shape `[height, width, channels]` of one picture; one channel (grey) or three (RGB)
 * @param range the values that become black (0) and white (255); what lies outside is clamped, NaN is black
 * @param columns pictures a row; cells that no picture fills are transparent
 * @throws SaddleError `unsupported` for other channels, `internal` where sizes disagree
 */
export function toAtlas(
  values: Float32Array,
  shape: readonly [number, number, number],
  range: readonly [number, number],
  columns: number,
): Atlas {
  const [height, width, channels] = shape;
  if (channels !== 1 && channels !== 3) {
    throw new SaddleError(
      "unsupported",
      say(
        `Pictures of ${channels} channels cannot be shown; 1 (grey) or 3 (RGB) can.`,
        `채널이 ${channels}개인 이미지는 표시할 수 없습니다. 1개(회색)나 3개(RGB)만 표시합니다.`,
      ),
    );
  }
  const size = height * width * channels;
  const count = values.length / size;
  if (!Number.isInteger(count) || count < 1 || columns < 1) {
    throw new SaddleError(
      "internal",
      say(
        `${values.length} values are no whole pictures of ${height} × ${width} × ${channels}.`,
        `값 ${values.length}개로는 ${height} × ${width} × ${channels} 이미지를 온전히 만들 수 없습니다.`,
      ),
    );
  }
  const bytes = toBytes(values, range);
  const stride = columns * width * 4;
  const rgba = new Uint8Array(Math.ceil(count / columns) * height * stride);
  for (let picture = 0; picture < count; picture++) {
    const left = (picture % columns) * width * 4;
    const top = Math.floor(picture / columns) * height;
    let from = picture * size;
    for (let y = 0; y < height; y++) {
      let to = (top + y) * stride + left;
      for (let x = 0; x < width; x++) {
        rgba[to] = bytes[from]!;
        rgba[to + 1] = bytes[channels === 1 ? from : from + 1]!;
        rgba[to + 2] = bytes[channels === 1 ? from : from + 2]!;
        rgba[to + 3] = 255;
        from += channels;
        to += 4;
      }
    }
  }
  return { width, height, columns, count, rgba };
}

function toBytes(values: Float32Array, [black, white]: readonly [number, number]): Uint8ClampedArray {
  const scale = 255 / (white - black);
  const bytes = new Uint8ClampedArray(values.length);
  // A clamped array rounds halves to even and takes NaN as 0.
  for (let index = 0; index < values.length; index++) bytes[index] = (values[index]! - black) * scale;
  return bytes;
}

/**
 * The atlas as a PNG file: greyscale where every pixel is grey (a third of the size), and without
 * transparency where there is none.
 */
export function encodePng(atlas: Atlas): Uint8Array {
  const { rgba } = atlas;
  const width = atlas.columns * atlas.width;
  const height = Math.ceil(atlas.count / atlas.columns) * atlas.height;
  const { grey, opaque } = coloursOf(rgba);
  const channels = (grey ? 1 : 3) + (opaque ? 0 : 1);
  const data = channels === 4 ? rgba : new Uint8Array(width * height * channels);
  if (channels !== 4) {
    const colours = grey ? 1 : 3;
    for (let from = 0, to = 0; from < rgba.length; from += 4, to += channels) {
      for (let channel = 0; channel < colours; channel++) data[to + channel] = rgba[from + channel]!;
      if (!opaque) data[to + colours] = rgba[from + 3]!;
    }
  }
  return encode({ width, height, data, depth: 8, channels });
}

function coloursOf(rgba: Uint8Array): { grey: boolean; opaque: boolean } {
  let grey = true;
  let opaque = true;
  for (let index = 0; index < rgba.length && (grey || opaque); index += 4) {
    const red = rgba[index];
    grey &&= red === rgba[index + 1] && red === rgba[index + 2];
    opaque &&= rgba[index + 3] === 255;
  }
  return { grey, opaque };
}
