/**
 * Unrolled updates: Metz, Poole, Pfau & Sohl-Dickstein 2017, "Unrolled generative adversarial
 * networks" (arXiv:1611.02163), section 2.2. G's loss is that against the discriminator which K
 * further updates would make of D, and its gradient goes through those updates, so that G sees how D
 * would answer. D itself keeps its parameters.
 *
 * The updates are those of D's own optimizer, slots and bias correction included, as in the authors'
 * released demo, which unrolls Adam; and all of them see the same real and generated batch, as there.
 * The detached variant plays against the same discriminator and leaves out how it depends on G: the
 * first of the two terms of the paper's equation 10 alone.
 */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import { type Localized, say } from "../../../../shared/domain/text";
import type { NetworkState, StepInputs } from "../../plugin";
import { withValues } from "../../substitution";
import { constant, type NamedVariables, type Scalar, type Tensor, tf, type Variable } from "../../tensorflow";

export const unrollFields = {
  unrolledSteps: field(z.int().min(0).max(20).default(0), {
    title: { en: "K: unrolled D updates", ko: "K: 펼친 D 갱신 횟수 Unrolled" },
    help: {
      en: "G plays against D as it will be after this many further updates; 0 is the plain game",
      ko: "G가 이만큼 더 갱신된 뒤의 D를 상대합니다. 0이면 펼치지 않은 게임입니다",
    },
    advanced: true,
  }),
  unrolling: field(z.enum(["through", "detached"]).default("through"), {
    title: { en: "Gradient through them", ko: "갱신을 지나는 기울기 Gradient" },
    help: {
      en: "Metz et al. differentiate through the further updates; detached takes the later D as given",
      ko: "Metz 외는 이후의 갱신까지 미분합니다. 분리는 나중의 D를 주어진 것으로 봅니다",
    },
    choices: {
      through: { en: "Differentiated", ko: "미분함 Differentiated" },
      detached: { en: "Detached", ko: "분리 Detached" },
    },
    advanced: true,
  }),
};
export type Unrolling = z.output<z.ZodObject<typeof unrollFields>>;

/** See {@link ModelPlugin.memoryHint}: each unrolled update is kept until G's gradient has come back through it. */
export const unrolledMemoryHint = ({ unrolledSteps }: Unrolling): Localized | null =>
  unrolledSteps === 0
    ? null
    : say(
        "Unroll fewer updates, use fewer or smaller layers, or a smaller batch.",
        "펼친 갱신 횟수 K를 줄이거나, 층의 수나 크기를 줄이거나, 배치를 줄이세요.",
      );

/** Values of the variables, and a loss with them in the variables' place, differentiated for them. */
function gradientsAt(
  variables: NamedVariables,
  values: Readonly<Record<string, Tensor>>,
  loss: () => Scalar,
): Record<string, Tensor> {
  const names = Object.keys(variables);
  const given = names.map((name) => values[name] ?? variables[name]!);
  const slopes = tf.grads((...tensors) =>
    withValues(new Map(names.map((name, i) => [variables[name]!, tensors[i]!])), loss),
  )(given);
  return Object.fromEntries(names.map((name, i) => [name, slopes[i]!]));
}

/** What the unrolling of one step works with. */
export interface Unrolled {
  readonly settings: Unrolling;
  readonly variables: NamedVariables;
  /** See {@link Player.buffers}; what passes of the further updates do to them is undone. */
  readonly buffers: NamedVariables;
  readonly foresee: StepInputs["foresee"];
  /** D's loss on the step's real batch and these generated ones `[batch, values]`. */
  loss(images: Tensor): Scalar;
  /**
   * D's gradients where it stands, if they are known already: of this very loss, on the tape that G's
   * gradient is taken from.
   */
  readonly first?: Readonly<Record<string, Tensor>>;
}

/**
 * Runs `play` against the discriminator of K updates later.
 * @param images what G made, `[batch, values]`
 */
export function againstUnrolled<T>(unrolled: Unrolled, images: Tensor, play: () => T): T {
  const { settings, variables, buffers, foresee, loss, first } = unrolled;
  const { unrolledSteps, unrolling } = settings;
  if (unrolledSteps === 0) return play();
  const cut = (tensor: Tensor) => (unrolling === "detached" ? constant(tensor) : tensor);
  const before = Object.values(buffers).map((buffer) => constant(buffer));
  const seen = cut(images);
  let state: NetworkState | null = null;
  for (let ahead = 0; ahead < unrolledSteps; ahead++) {
    const gradients: Readonly<Record<string, Tensor>> =
      ahead === 0 && first
        ? Object.fromEntries(Object.entries(first).map(([name, gradient]) => [name, cut(gradient)]))
        : gradientsAt(variables, state?.values ?? {}, () => loss(seen));
    state = foresee("discriminator", state, gradients, ahead);
  }
  const later = new Map<Variable, Tensor>(
    Object.entries(variables).map(([name, variable]) => [variable, state!.values[name]!]),
  );
  const result = withValues(later, play);
  Object.values(buffers).forEach((buffer, i) => {
    buffer.assign(before[i] as Variable);
  });
  return result;
}

/**
 * Numbers that the further updates keep until G's gradient is taken, for the memory estimate: of each
 * the passes and their gradients, both of which are differentiated again, and weights, gradients and
 * slots with what flows back to them.
 * @param passes activations of D's passes over a real and a generated batch
 */
export const unrolledNumbers = ({ unrolledSteps }: Unrolling, passes: number, parameters: number): number =>
  unrolledSteps * (4 * passes + 8 * parameters);
