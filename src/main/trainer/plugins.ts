/** The one list that registers every plug-in. The order is the order in which the window offers them. */
import type { PluginKind } from "../../shared/domain/plugin";
import { mnist } from "./datasets/mnist";
import { modeCoverage } from "./metrics/coverage";
import { aae } from "./models/aae";
import { autoencoder } from "./models/autoencoder";
import { dcgan } from "./models/dcgan";
import { gan } from "./models/gan";
import { vae } from "./models/vae";
import { nonSaturating } from "./objectives/nonSaturating";
import { saturating } from "./objectives/saturating";
import { adam } from "./optimizers/adam";
import { sgd } from "./optimizers/sgd";
import type { DatasetPlugin, MetricPlugin, ModelPlugin, ObjectivePlugin, OptimizerPlugin } from "./plugin";

/** A plug-in with its parameters erased: whoever holds one parses with its own schema first. */
export const plugins = {
  dataset: [mnist] as unknown as readonly DatasetPlugin[],
  model: [gan, dcgan, autoencoder, vae, aae] as unknown as readonly ModelPlugin[],
  objective: [nonSaturating, saturating] as unknown as readonly ObjectivePlugin[],
  optimizer: [adam, sgd] as unknown as readonly OptimizerPlugin[],
  metric: [modeCoverage] as unknown as readonly MetricPlugin[],
} satisfies Record<PluginKind, readonly unknown[]>;
