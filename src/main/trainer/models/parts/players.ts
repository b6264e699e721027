/** The two networks of the game, as `adversarial.ts` and the regularisers see them. */
import type { Noise } from "../../engine/random";
import type { NamedVariables, Tensor } from "../../tensorflow";

/** Networks of such a model, in display order. */
export const players = ["discriminator", "generator"] as const;

/** What D makes of a batch. */
export interface Judged {
  /** `[outputs, 1]`: one for each picture, or for each pack of them. */
  readonly outputs: Tensor;
  /** What its last layer takes, `[outputs, features]`. */
  readonly features: Tensor;
}

/** A network as the game sees it. */
export interface Player<Passed = Tensor> {
  readonly variables: NamedVariables;
  /** See {@link Model.buffers}. Every pass of training moves them, also one that is there for the other network. */
  readonly buffers: NamedVariables;
  /**
   * A pass of training.
   * @param x `[batch, inputs]`
   * @param stream begins the names of the streams that this pass draws from
   */
  train(x: Tensor, noise: Noise, stream: string): Passed;
  /** A pass outside of training, in which nothing is random. */
  evaluate(x: Tensor): Tensor;
}

/** D, which takes pictures one by one or in packs (PacGAN). */
export interface Discriminator extends Player<Judged> {
  /** Whether a pass of training treats each example by itself, so that several batches can share one. */
  readonly independent: boolean;
  /** Pictures that it judges at once; the size of a batch is a multiple of it. */
  readonly pack: number;
}

/** Both. */
export interface Players {
  /** z `[batch, latentSize]` -> `[batch, height·width·channels]` in the data's range; the same one at each call */
  generator(): Player;
  /** `[batch, height·width·channels]` -> outputs `[batch, 1]`, or `[batch / m, 1]` of packs of m */
  readonly discriminator: Discriminator;
}
