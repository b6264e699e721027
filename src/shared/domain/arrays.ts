/** Typed arrays as they cross a border by structured clone; any buffer kind, of any length. */
import { z } from "zod";

export const byteArray = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "must be bytes");
export const float32Array = z.custom<Float32Array>((value) => value instanceof Float32Array, "must be a Float32Array");
export const float64Array = z.custom<Float64Array>((value) => value instanceof Float64Array, "must be a Float64Array");
