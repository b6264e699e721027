/** Which engine runs what a model describes. */
import { nativeBackend } from "../tensorflow";
import { eager } from "./eager";
import type { Engine } from "./engine";
import { graph, graphEngine } from "./graph";

/**
 * Graphs where TensorFlow runs them; op by op elsewhere, or where `SADDLE_ENGINE=eager` asks for it. With
 * `SADDLE_ENGINE=single` each step is a run of the graph of its own.
 */
export function chooseEngine(): Engine {
  const asked = process.env.SADDLE_ENGINE;
  if (!nativeBackend() || asked === "eager") return eager;
  return asked === "single" ? graphEngine({ callsTogether: () => 1 }) : graph;
}
