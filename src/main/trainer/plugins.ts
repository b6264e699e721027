/** The one list that registers every plug-in. The order is the order in which the window offers them. */
import type { PluginKind } from "../../shared/domain/plugin";
import { checkerboard } from "./datasets/checkerboard";
import { drawnLine } from "./datasets/drawnLine";
import { drawnPlane } from "./datasets/drawnPlane";
import { grid } from "./datasets/grid";
import { images } from "./datasets/images";
import { mixture1d } from "./datasets/mixture1d";
import { mnist } from "./datasets/mnist";
import { ring } from "./datasets/ring";
import { spiral } from "./datasets/spiral";
import { swissRoll } from "./datasets/swissRoll";
import { twoMoons } from "./datasets/twoMoons";
import { modeCoverage } from "./metrics/coverage";
import { mixtureModes } from "./metrics/mixtureModes";
import { parzen } from "./metrics/parzen";
import { recognition } from "./metrics/recognition";
import { aae } from "./models/aae";
import { autoencoder } from "./models/autoencoder";
import { dcgan } from "./models/dcgan";
import { gan } from "./models/gan";
import { layered } from "./models/layered";
import { vae } from "./models/vae";
import { hinge } from "./objectives/hinge";
import { leastSquares } from "./objectives/leastSquares";
import { nonSaturating } from "./objectives/nonSaturating";
import { relativistic } from "./objectives/relativistic";
import { saturating } from "./objectives/saturating";
import { wasserstein } from "./objectives/wasserstein";
import { adam } from "./optimizers/adam";
import { sgd } from "./optimizers/sgd";
import type {
  DatasetPlugin,
  MetricPlugin,
  ModelPlugin,
  ObjectivePlugin,
  OptimizerPlugin,
  RegularizerPlugin,
} from "./plugin";
import { featureMatching } from "./regularizers/featureMatching";
import { gradientPenalty } from "./regularizers/gradientPenalty";
import { instanceNoise } from "./regularizers/instanceNoise";
import { labelSmoothing } from "./regularizers/labelSmoothing";
import { r1 } from "./regularizers/r1";
import { r2 } from "./regularizers/r2";
import { weightAverage } from "./regularizers/weightAverage";
import { weightClipping } from "./regularizers/weightClipping";
import { zeroCentred } from "./regularizers/zeroCentred";

/** A plug-in with its parameters erased: whoever holds one parses with its own schema first. */
export const plugins = {
  dataset: [
    mnist,
    images,
    mixture1d,
    ring,
    grid,
    swissRoll,
    twoMoons,
    spiral,
    checkerboard,
    drawnLine,
    drawnPlane,
  ] as unknown as readonly DatasetPlugin[],
  model: [gan, dcgan, layered, autoencoder, vae, aae] as unknown as readonly ModelPlugin[],
  objective: [
    nonSaturating,
    saturating,
    leastSquares,
    hinge,
    wasserstein,
    relativistic,
  ] as unknown as readonly ObjectivePlugin[],
  regularizer: [
    r1,
    r2,
    gradientPenalty,
    zeroCentred,
    weightClipping,
    labelSmoothing,
    instanceNoise,
    featureMatching,
    weightAverage,
  ] as unknown as readonly RegularizerPlugin[],
  optimizer: [adam, sgd] as unknown as readonly OptimizerPlugin[],
  metric: [modeCoverage, mixtureModes, parzen, recognition] as unknown as readonly MetricPlugin[],
} satisfies Record<PluginKind, readonly unknown[]>;
