import { Button, Menu } from "@mantine/core";
import {
  IconAdjustments,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDice5,
  IconLayoutSidebarRightCollapse,
  IconLock,
  IconRestore,
} from "@tabler/icons-react";
import { Fragment, type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { maximumSeed } from "../../../shared/domain/recipe";
import { commands, restart } from "../../app/commands";
import { useLocalized } from "../../i18n";
import { useProjectFields } from "../../stores/project";
import { useView } from "../../stores/settings";
import { useCatalog } from "../../stores/trainer";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { IconButton } from "../../ui/IconButton";
import { Panel } from "../../ui/Panel";
import { AddRegularizer } from "./AddRegularizer";
import { FormProvider } from "./context";
import { Estimates } from "./Estimates";
import { SchemaField } from "./SchemaField";
import { SectionView } from "./SectionView";
import type { Field } from "./schema";
import { hasPlace, liveSections, sectionsOf, withoutLive } from "./sections";
import { type RecipeForm, useRecipeForm } from "./useRecipeForm";
import "./settings.css";

/** The seed is the lab's own setting, so no plug-in describes it. */
const seedField: Field = {
  name: "seed",
  text: {
    title: { en: "Seed", ko: "시드 Seed" },
    help: {
      en: "Decides every random number of the run: same seed, same run on the same machine",
      ko: "실행의 모든 난수를 정합니다. 같은 컴퓨터에서 같은 시드는 같은 결과를 줍니다",
    },
  },
  titled: true,
  shape: {
    kind: "number",
    integer: true,
    minimum: 0,
    maximum: maximumSeed,
    exclusiveMinimum: null,
    exclusiveMaximum: null,
  },
  initial: 0,
};

function SeedRow(props: { form: RecipeForm }): ReactElement {
  const { t } = useTranslation("settings");
  const { form } = props.form;
  const roll = (): void => {
    const [random] = crypto.getRandomValues(new Uint32Array(1));
    form.change("seed", random);
  };
  return (
    <div className="sd-seed">
      <SchemaField field={seedField} path="seed" />
      {form.access(false) === "edit" && (
        <IconButton label={t("roll")} size={26} onClick={roll}>
          <IconDice5 size={16} stroke={1.7} />
        </IconButton>
      )}
    </div>
  );
}

/** Why the form is closed while a run exists, and the way to open it again. */
function RunNote(props: { form: RecipeForm }): ReactElement | null {
  const { t } = useTranslation("settings");
  const { run } = props.form;
  if (run === null) return null;
  const open = run.state === "paused" || run.state === "finished";
  const training = run.state === "running" || run.state === "loading";
  return (
    <div className="sd-run-note">
      <IconLock size={15} stroke={1.7} aria-hidden />
      <p>{t(open ? "lockedPaused" : training ? "locked" : "lockedOther")}</p>
      {!training && (
        <Button variant="default" size="compact-xs" data-action="new-run" onClick={() => void restart()}>
          {t("newRun")}
        </Button>
      )}
    </div>
  );
}

function SettingsBody(props: { form: RecipeForm }): ReactElement {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const catalog = useCatalog();
  const { form } = props;
  const sections = useMemo(() => (catalog === null ? null : sectionsOf(catalog, form.recipe)), [catalog, form.recipe]);
  if (sections === null) return <EmptyState title={t("waiting")} />;
  const live = form.run === null ? [] : liveSections(sections);
  // Each setting once: two fields of one path would share their id, and so their label.
  const others = form.run === null ? sections : sections.map(withoutLive);
  const lastRule = [...sections].reverse().find(({ id }) => id === "objective" || id === "regularizer");
  return (
    <FormProvider value={form.form}>
      <RunNote form={form} />
      {form.issues
        .filter((issue) => !hasPlace(sections, issue.path))
        .map((issue) => (
          <ErrorNotice key={issue.path} level="warning" error={{ code: "bad-input", ...issue }} />
        ))}
      <Estimates form={form} />
      {live.length > 0 && (
        <div className="sd-live">
          <h3 className="sd-live-title">{t("live")}</h3>
          {live.map((section) => (
            <div key={section.path} data-live={section.path}>
              {section.network !== null && (
                <span className={`sd-network sd-network-${section.network}`}>
                  {t(`network.${section.network}`, { defaultValue: section.network })}
                </span>
              )}
              {section.id === "regularizer" && section.plugin?.chosen && (
                <span className="sd-network">{localized(section.plugin.chosen.title)}</span>
              )}
              {section.fields.map((field) => (
                <SchemaField key={field.name} field={field} path={`${section.path}.${field.name}`} />
              ))}
            </div>
          ))}
        </div>
      )}
      {others.map((section) => (
        <Fragment key={section.path}>
          <SectionView section={section} form={form} />
          {section.path === lastRule?.path && <AddRegularizer form={form} />}
        </Fragment>
      ))}
      <SeedRow form={form} />
    </FormProvider>
  );
}

/** The recipe as a form at the edge of the Train page; folds to a strip. */
export function SettingsPanel(): ReactElement | null {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const project = useProjectFields("canUndo", "canRedo");
  const form = useRecipeForm();
  const [open, setOpen] = useView("panel.settings.open", true);
  if (form === null || project === null) return null;
  if (!open) {
    return (
      <aside className="sd-settings-strip">
        <IconButton label={t("unfold")} onClick={() => setOpen(true)}>
          <IconAdjustments size={18} stroke={1.7} />
        </IconButton>
      </aside>
    );
  }
  const { card } = form;
  return (
    <Panel
      className="sd-settings"
      title={t("title")}
      note={card === null ? form.recipe.id : localized(card.title)}
      actions={
        <>
          {form.run === null && (
            <>
              <IconButton label={t("undo")} disabled={!project.canUndo} onClick={commands.undo}>
                <IconArrowBackUp size={16} stroke={1.7} />
              </IconButton>
              <IconButton label={t("redo")} disabled={!project.canRedo} onClick={commands.redo}>
                <IconArrowForwardUp size={16} stroke={1.7} />
              </IconButton>
            </>
          )}
          <IconButton label={t("fold")} onClick={() => setOpen(false)}>
            <IconLayoutSidebarRightCollapse size={16} stroke={1.7} />
          </IconButton>
        </>
      }
      menu={
        form.run === null && card !== null ? (
          <Menu.Item
            leftSection={<IconRestore size={14} />}
            disabled={!form.changed}
            onClick={() => form.replace({ ...card.recipe, seed: form.recipe.seed })}
          >
            {t("resetAll")}
          </Menu.Item>
        ) : undefined
      }
    >
      <SettingsBody form={form} />
    </Panel>
  );
}
