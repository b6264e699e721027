/**
 * What a picture's file is and how large the picture, from its first bytes alone: nothing is decoded
 * before its size is known to be allowed.
 */
export type PictureFormat = "png" | "jpeg" | "gif" | "bmp" | "webp";

const starts = (bytes: Uint8Array, text: string, at = 0): boolean => {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
};

/** Null for anything that is no picture of these formats. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | null {
  if (starts(bytes, "\x89PNG\r\n\x1a\n")) return "png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (starts(bytes, "GIF87a") || starts(bytes, "GIF89a")) return "gif";
  if (starts(bytes, "RIFF") && starts(bytes, "WEBP", 8)) return "webp";
  // Two letters are weak: the header's own length must be one of the format's.
  if (starts(bytes, "BM") && bytes.length >= 18 && [12, 40, 52, 56, 64, 108, 124].includes(bytes[14]!)) return "bmp";
  return null;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Width and height in pixels, before any rotation; null where the header does not tell. */
export function pictureSize(bytes: Uint8Array, format: PictureFormat): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (length: number): boolean => bytes.length >= length;
  switch (format) {
    case "png":
      return has(24) && starts(bytes, "IHDR", 12) ? { width: view.getUint32(16), height: view.getUint32(20) } : null;
    case "gif":
      return has(10) ? { width: view.getUint16(6, true), height: view.getUint16(8, true) } : null;
    case "bmp": {
      if (bytes[14] === 12)
        return has(22) ? { width: view.getUint16(18, true), height: view.getUint16(20, true) } : null;
      // A negative height means that the first row is the top one.
      return has(26) ? { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) } : null;
    }
    case "webp":
      return webpSize(bytes, view);
    case "jpeg":
      return jpegSize(bytes, view);
  }
}

function webpSize(bytes: Uint8Array, view: DataView): PictureSize | null {
  if (bytes.length < 30) return null;
  if (starts(bytes, "VP8X", 12)) {
    const three = (at: number): number => bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    return { width: three(24) + 1, height: three(27) + 1 };
  }
  if (starts(bytes, "VP8L", 12)) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (starts(bytes, "VP8 ", 12)) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  return null;
}

/** Walks the segments to the frame header (SOF). */
function jpegSize(bytes: Uint8Array, view: DataView): PictureSize | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker === 0xd8 || (marker >= 0xd0 && marker <= 0xd7) || marker === 0x01) at += 2;
    else if (marker === 0xd9 || marker === 0xda) return null;
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/**
 * EXIF's orientation, 1 to 8; 1 where there is none.
 * Source: Exif 2.3, section 4.6.4, tag 0x0112; JPEG's segment APP1.
 */
export function orientationOf(bytes: Uint8Array): number {
  if (pictureFormat(bytes) !== "jpeg") return 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 4 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xda || marker === 0xd9) return 1;
    if (marker === 0xff || marker === 0xd8) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && starts(bytes, "Exif\0\0", at + 4)) {
      return fromTiff(bytes.subarray(at + 10, Math.min(bytes.length, at + 2 + length)));
    }
    at += 2 + length;
  }
  return 1;
}

function fromTiff(tiff: Uint8Array): number {
  if (tiff.length < 14) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = starts(tiff, "II");
  const first = view.getUint32(4, little);
  if (first + 2 > tiff.length) return 1;
  const entries = view.getUint16(first, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = first + 2 + entry * 12;
    if (at + 12 > tiff.length) return 1;
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
