/** Which engine runs what a model describes. */
import { nativeBackend } from "../tensorflow";
import { eager } from "./eager";
import type { Engine } from "./engine";
import { graph } from "./graph";

/** Graphs where TensorFlow runs them; op by op elsewhere, or where `SADDLE_ENGINE=eager` asks for it. */
export function chooseEngine(): Engine {
  return nativeBackend() && process.env.SADDLE_ENGINE !== "eager" ? graph : eager;
}
