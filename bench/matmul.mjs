/**
 * Child of a bench: multiplies matrices in the lab's own TensorFlow, straight through its addon. The best
 * single product tells the machine's peak, which a training step is held against.
 */
import { createRequire } from "node:module";
import { join } from "node:path";

const side = 2048;
/** Operations of one product: a multiplication and an addition for each of the side³ pairs. */
const operations = 2 * side ** 3;

process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
const binding = createRequire(import.meta.url)(join(process.env.SADDLE_TENSORFLOW ?? "", "tfjs_binding.node"));
const float32 = binding.TF_FLOAT;

const values = Float32Array.from({ length: side * side }, (_, index) => Math.sin(index));
const [a, b] = [0, 1].map(() => binding.createTensor([side, side], float32, values));
const attributes = [
  { name: "transpose_a", type: binding.TF_ATTR_BOOL, value: false },
  { name: "transpose_b", type: binding.TF_ATTR_BOOL, value: false },
  { name: "T", type: binding.TF_ATTR_TYPE, value: float32 },
];

/** Seconds of one product, until its values are there. */
function multiply() {
  const begin = performance.now();
  const [product] = binding.executeOp("MatMul", attributes, [a, b], 1);
  // On a processor an op is done when the call returns; a graphics card works on, until somebody reads.
  if (binding.isUsingGpuDevice()) binding.tensorDataSync(product.id);
  const seconds = (performance.now() - begin) / 1000;
  binding.deleteTensor(product.id);
  return seconds;
}

process.on("message", (/** @type {{ seconds: number }} */ { seconds }) => {
  let count = 0;
  let took = 0;
  let best = Number.POSITIVE_INFINITY;
  while (took < seconds) {
    const one = multiply();
    took += one;
    best = Math.min(best, one);
    count += 1;
  }
  process.send?.({ count, seconds: took, operationsPerSecond: operations / best });
});
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(0));
