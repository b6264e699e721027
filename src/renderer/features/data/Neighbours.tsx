import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Split } from "../../../shared/contract/data";
import type { RequestRoutes } from "../../../shared/contract/requests";
import type { OutputOf } from "../../../shared/contract/route";
import type { PluginSettings } from "../../../shared/domain/recipe";
import { request } from "../../bridge";
import { count } from "../../ui/format";
import { attempt } from "../../ui/notices";
import { Panel } from "../../ui/Panel";
import { Picture } from "./Figures";

const shown = 9;

/** The training pictures nearest to the chosen one, pixel by pixel. */
export function Neighbours(props: {
  dataset: PluginSettings;
  split: Split;
  index: number | null;
  classes: readonly string[] | null;
}): ReactElement {
  const { t } = useTranslation("data");
  const { split, index, classes } = props;
  const key = JSON.stringify(props.dataset);
  const [found, setFound] = useState<OutputOf<RequestRoutes, "data.neighbours"> | null>(null);
  useEffect(() => {
    setFound(null);
    if (index === null) return;
    let current = true;
    const dataset = JSON.parse(key) as PluginSettings;
    void attempt(request("data.neighbours", { dataset, split, index, count: shown })).then((answer) => {
      if (current && answer !== undefined) setFound(answer);
    });
    return () => {
      current = false;
    };
  }, [key, split, index]);
  return (
    <Panel
      title={t("neighbours")}
      note={index === null ? t("neighboursHint") : t("picture", { number: count(index + 1) })}
      className="sd-data-neighbours"
    >
      {found !== null && (
        <div className="sd-data-near">
          {found.indices.map((near, at) => {
            const label = found.labels?.[at];
            const name = label === undefined ? "" : (classes?.[label] ?? "");
            return (
              <figure key={near} className="sd-data-figure">
                <Picture atlas={found.atlas} at={at} label={t("picture", { number: near + 1 })} size="large" />
                <figcaption>
                  {count(found.distances[at]!)}
                  {name !== "" && <small> {name}</small>}
                </figcaption>
              </figure>
            );
          })}
        </div>
      )}
    </Panel>
  );
}
