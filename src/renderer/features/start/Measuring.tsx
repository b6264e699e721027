import { Button, Progress } from "@mantine/core";
import { IconStopwatch, IconX } from "@tabler/icons-react";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { RecipeCard } from "../../../shared/domain/recipe";
import { useLocalized } from "../../i18n";
import { useRunState } from "../../stores/project";
import { followSpeeds, measureSpeeds, stopMeasuring, useSpeeds } from "../../stores/speeds";

/** Whether it is known how long the recipes take here, and the way to learn it. */
export function Measuring({ cards }: { cards: readonly RecipeCard[] }): ReactElement | null {
  const { t } = useTranslation("start");
  const localized = useLocalized();
  const running = useRunState() === "running";
  const speeds = useSpeeds((store) => store.speeds);
  useEffect(followSpeeds, []);
  if (speeds === null) return null;
  const { known, measuring } = speeds;
  if (measuring !== null) {
    const card = cards.find(({ id }) => id === measuring.recipe);
    const { done, total } = measuring;
    return (
      <div className="sd-measure" role="status" data-measuring={measuring.recipe}>
        <span>{t("measure.under", { recipe: card ? localized(card.title) : measuring.recipe })}</span>
        <Progress value={(done / total) * 100} size={4} color="ink" aria-label={t("measure.progress")} />
        <span className="sd-measure-count">{t("measure.count", { number: done + 1, total })}</span>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconX size={13} stroke={1.8} />}
          onClick={() => void stopMeasuring()}
        >
          {t("measure.cancel")}
        </Button>
      </div>
    );
  }
  const unknown = cards.filter(({ id }) => known[id] === undefined).length;
  const all = unknown === 0;
  return (
    <div className="sd-measure">
      <span>{all ? t("measure.all") : t("measure.some", { count: unknown })}</span>
      <Button
        variant={all ? "subtle" : "default"}
        size="compact-xs"
        leftSection={<IconStopwatch size={14} stroke={1.7} />}
        disabled={running}
        title={running ? t("measure.running") : undefined}
        data-action="measure"
        onClick={() => void measureSpeeds(all)}
      >
        {all ? t("measure.again") : t("measure.begin")}
      </Button>
    </div>
  );
}
