import { Loader, SegmentedControl } from "@mantine/core";
import { IconPhoto } from "@tabler/icons-react";
import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Split, splits } from "../../../shared/contract/data";
import { fashionSource } from "../../../shared/domain/fashionMnist";
import type { PluginSettings } from "../../../shared/domain/recipe";
import { useClassName, useLocalized } from "../../i18n";
import { followImports, useDescription } from "../../stores/data";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { count } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import { DatasetDrawing, DatasetSection, useDrawnField } from "../settings";
import { useRecipeForm } from "../settings/useRecipeForm";
import { DataGrid } from "./DataGrid";
import { Classes, Figures } from "./Figures";
import { Neighbours } from "./Neighbours";
import { Preview } from "./Preview";
import { Choose, GetFashion, Importing, Notes } from "./Source";
import "./data.css";

/** Why there are no pictures: own ones are to be chosen or imported, and other data without any is points. */
function Pictureless({ dataset }: { dataset: PluginSettings }): ReactElement {
  const { t } = useTranslation("data");
  const imported = dataset.id === "images";
  const fetched = dataset.source === fashionSource;
  const chosen = !imported || dataset.source !== "";
  const [title, text] = fetched
    ? (["empty.fetch", "empty.fetchText"] as const)
    : !imported
      ? (["empty.points", "empty.pointsText"] as const)
      : chosen
        ? (["empty.import", "empty.importText"] as const)
        : (["empty.title", "empty.text"] as const);
  return (
    <EmptyState
      icon={<IconPhoto size={32} stroke={1.3} />}
      title={t(title)}
      text={t(text)}
      action={fetched ? <GetFashion /> : chosen ? undefined : <Choose />}
    />
  );
}

/** What the recipe trains on: every picture, its figures, and how it is made from its source. */
export default function DataPage(): ReactElement | null {
  const { t } = useTranslation("data");
  const form = useRecipeForm();
  const dataset = form?.recipe.dataset ?? null;
  const drawn = useDrawnField(form);
  const localized = useLocalized();
  const { description, error, waiting } = useDescription(dataset);
  const [split, setSplit] = useState<Split>("training");
  const [label, setLabel] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const named = useClassName();
  useEffect(followImports, []);

  // What was chosen of other data means nothing here.
  const hash = description?.hash;
  const classes = description?.classes?.map(named) ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other data, other numbers
  useEffect(() => {
    setLabel(null);
    setChosen(null);
    setSplit("training");
  }, [hash]);

  if (form === null || dataset === null) return null;
  const own = dataset.id === "images";
  const inSplit = description === null ? 0 : split === "training" ? description.count : description.testCount;
  const total = split === "training" && label !== null ? (description?.classCounts?.[label] ?? inSplit) : inSplit;
  return (
    <div className="sd-data">
      <div className="sd-data-main">
        <header>
          <h1>{description?.title ?? t("title")}</h1>
          <p title={String(dataset.source ?? "")}>{String(dataset.source ?? "")}</p>
          {description !== null && description.testCount > 0 && (
            <SegmentedControl
              size="xs"
              value={split}
              aria-label={t("split")}
              data={splits.map((value) => ({ value, label: t(`splits.${value}`) }))}
              onChange={(value) => {
                setSplit(value as Split);
                setLabel(null);
                setChosen(null);
              }}
            />
          )}
          <Choose />
        </header>
        <Importing />
        {error !== null && <ErrorNotice error={error} />}
        {own && dataset.source !== "" && <Preview dataset={dataset} ready={description !== null} />}
        <Panel
          title={drawn === null ? t("pictures") : localized(drawn.text.title)}
          note={
            drawn !== null
              ? drawn.text.help && localized(drawn.text.help)
              : description === null
                ? undefined
                : label === null
                  ? t("total", { count: total, shown: count(total) })
                  : `${classes?.[label] ?? ""} · ${count(total)}`
          }
          className="sd-data-pictures"
        >
          {drawn !== null ? (
            <DatasetDrawing form={form} field={drawn} />
          ) : description !== null ? (
            <DataGrid
              dataset={dataset}
              split={split}
              label={split === "training" ? label : null}
              total={total}
              side={description.shape[1]}
              classes={classes}
              chosen={chosen}
              onChoose={({ index }) => setChosen(index)}
            />
          ) : waiting ? (
            <div className="sd-data-loading">
              <Loader />
            </div>
          ) : (
            <Pictureless dataset={dataset} />
          )}
        </Panel>
        {description !== null && <Neighbours dataset={dataset} split={split} index={chosen} classes={classes} />}
      </div>
      <aside className="sd-data-side">
        <Panel title={t("settings")} className="sd-data-settings">
          <DatasetSection form={form} />
        </Panel>
        {description !== null && <Notes description={description} />}
        {description !== null && <Classes description={description} chosen={label} onChoose={setLabel} />}
        {description !== null && <Figures description={description} />}
      </aside>
    </div>
  );
}
