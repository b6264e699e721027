/** As much of PNG as tells whether a file is one and how large its picture is. */

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Signature, and the chunk that a PNG must begin with. */
export const pngHeaderBytes = 33;

/** @returns size in pixels; null where these bytes do not begin a PNG */
export function readPngSize(start: Uint8Array): { width: number; height: number } | null {
  if (start.length < pngHeaderBytes || signature.some((byte, index) => start[index] !== byte)) return null;
  const view = new DataView(start.buffer, start.byteOffset, pngHeaderBytes);
  // Length and name ("IHDR") of the first chunk.
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
