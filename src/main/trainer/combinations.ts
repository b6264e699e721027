/** Which objectives, regularisers and networks go together; what does not is said at the setting, with a way out. */
import type { RecipeIssue } from "../../shared/domain/recipe";
import { say } from "../../shared/domain/text";
import type { Chosen, ModelPlugin, RegularizerPlugin, Rules } from "./plugin";

type Bound = NonNullable<RegularizerPlugin["bounds"]>;

const whatBounds: Readonly<Record<Bound, { en: string; ko: string }>> = {
  "gradient-0": { en: "a slope of 0", ko: "0인 기울기" },
  "gradient-1": { en: "a slope of 1 between data and samples", ko: "데이터와 샘플 사이에서 1인 기울기" },
  weights: { en: "small weights", ko: "작은 가중치" },
};

/** The earlier of two that want different things of D, for the later one. */
function conflicts(regularizers: readonly Chosen<RegularizerPlugin>[]): RecipeIssue[] {
  return regularizers.flatMap(({ plugin }, index) => {
    const before = regularizers.slice(0, index).map((each) => each.plugin);
    const path = `regularizers.${index}.id`;
    if (before.some(({ id }) => id === plugin.id)) {
      return [
        {
          path,
          message: say(`The recipe has ${plugin.id} twice.`, `레시피에 ${plugin.id}이(가) 두 번 있습니다.`),
          hint: say("Remove one and set the other's weight.", "하나를 빼고 다른 하나의 가중치를 정하세요."),
        },
      ];
    }
    const other = before.find(({ bounds }) => bounds && plugin.bounds && bounds !== plugin.bounds);
    if (!other) return [];
    const [mine, theirs] = [whatBounds[plugin.bounds!], whatBounds[other.bounds!]];
    return [
      {
        path,
        message: say(
          `${plugin.id} wants ${mine.en} of D, and ${other.id} wants ${theirs.en}.`,
          `${plugin.id}: D에 ${mine.ko}, ${other.id}: D에 ${theirs.ko}. 서로 맞지 않습니다.`,
        ),
        hint: say("Keep one of them.", "둘 가운데 하나만 두세요."),
      },
    ];
  });
}

export function checkCombinations(model: Chosen<ModelPlugin>, { objective, regularizers }: Rules): RecipeIssue[] {
  if (!objective) return [];
  const discriminator = model.plugin.discriminator?.(model.params);
  const issues: RecipeIssue[] = [...(objective.plugin.check?.(objective.params) ?? []), ...conflicts(regularizers)];
  regularizers.forEach(({ plugin }, index) => {
    const path = `regularizers.${index}.id`;
    const refused = plugin.refuses?.(objective.plugin);
    if (refused) issues.push({ path, ...refused });
    if (plugin.clip && discriminator?.unrolled) {
      issues.push({
        path,
        message: say(
          "G looks ahead to updates of D whose weights are not clipped.",
          "G가 내다보는 D의 갱신에서는 가중치를 자르지 않습니다.",
        ),
        hint: say(
          "Set model.unrolledSteps to 0, or bound D's slope otherwise.",
          "model.unrolledSteps를 0으로 하거나 D의 기울기를 다른 방법으로 묶으세요.",
        ),
      });
    }
    const joins = plugin.penalty ? discriminator?.joinsExamples : null;
    if (joins) {
      issues.push({
        path,
        message: say(
          `${plugin.id} weighs the slope of D at each picture, but with ${joins.what.en} D sees its batch as a whole.`,
          `${plugin.id}: 이미지 하나하나에서 D의 기울기를 재는데, D는 배치를 통째로 봅니다(${joins.what.ko}).`,
        ),
        hint: joins.hint,
      });
    }
  });
  const bounded = discriminator?.bounded || regularizers.some(({ plugin }) => plugin.bounds);
  if (objective.plugin.needsBound && !bounded) {
    issues.push({
      path: "objective.id",
      message: say(
        "Nothing bounds the critic's slope, so its loss falls without end.",
        "비평자의 기울기를 묶는 것이 없어 손실이 끝없이 내려갑니다.",
      ),
      hint: say(
        "Add the gradient penalty (wgan-gp) or weight clipping, or normalise D's weights spectrally.",
        "기울기 벌점 wgan-gp나 가중치 자르기를 더하거나 D의 가중치를 스펙트럼 정규화하세요.",
      ),
    });
  }
  return issues;
}
