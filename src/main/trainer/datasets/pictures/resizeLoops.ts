/** The loops of resize.wat, assembled; a test assembles them again and compares. They need WebAssembly with 128-bit SIMD. */
export const assembled =
  "AGFzbQEAAAABCgFgBn9/f39/fwADAwIAAAUDAQABBxoDBm1lbW9yeQIABGRvd24AAAZhY3Jvc3MAAQqFAwLkAQIDfwd7A0BBgICA" +
  "Af0RIQwgDCENIAwhDiAMIQ8gACAGaiEIQQAhBwNAIAj9AAQAIQkgAyAHQQJ0av0JAgAhCyAJ/YkBIQogDCALIAr9qQH9tQH9rgEh" +
  "DCANIAsgCv2qAf21Af2uASENIAn9igEhCiAOIAsgCv2pAf21Af2uASEOIA8gCyAK/aoB/bUB/a4BIQ8gCCABaiEIIAdBAWohByAH" +
  "IARJDQALIAUgBmogDEEW/awBIA1BFv2sAf2FASAOQRb9rAEgD0EW/awB/YUB/Wb9CwQAIAZBEGohBiAGIAJJDQALC5wBAgN/AXsD" +
  "QEGAgIAB/REhCSAAIAIoAgBqIQYgAkEIaiEHIAcgAigCBEECdGohCANAIAkgB/0JAgAgBv1cAgD9iQH9qQH9tQH9rgEhCSAGIAFq" +
  "IQYgB0EEaiEHIAcgCEkNAAsgCUEW/awBIQkgCSAJ/YUBIQkgBSAJIAn9Zv1aAgAAIAUgAWohBSACIANqIQIgBEEBayEEIAQNAAsL";

export interface ResizeLoops {
  readonly memory: WebAssembly.Memory;
  /** to[x] = (2²¹ + Σ weights[k] · from[k · stride + x]) >> 22 for k below `count` and x below `bytes`. */
  down(from: number, stride: number, bytes: number, weights: number, count: number, to: number): void;
  /** The same along a line; the table holds, in `row` bytes for each output, first byte, count and weights. */
  across(from: number, channels: number, table: number, row: number, outputs: number, to: number): void;
}

let module: WebAssembly.Module | null = null;

export function openLoops(): ResizeLoops {
  module ??= new WebAssembly.Module(Buffer.from(assembled, "base64"));
  return new WebAssembly.Instance(module).exports as unknown as ResizeLoops;
}
