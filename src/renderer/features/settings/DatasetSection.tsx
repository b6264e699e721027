import type { ReactElement } from "react";
import { useMemo } from "react";
import { useCatalog } from "../../stores/trainer";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { FormProvider } from "./context";
import { DrawingOf } from "./drawing";
import { SchemaFields } from "./SchemaField";
import { PluginChoice } from "./SectionView";
import type { Field } from "./schema";
import { type Section, sectionsOf } from "./sections";
import type { RecipeForm } from "./useRecipeForm";
import "./settings.css";

function useSection(form: RecipeForm | null): Section | null {
  const catalog = useCatalog();
  return useMemo(
    () =>
      catalog === null || form === null
        ? null
        : (sectionsOf(catalog, form.recipe).find(({ path }) => path === "dataset") ?? null),
    [catalog, form],
  );
}

const isDrawn = ({ text }: Field): boolean => text.editor !== undefined;

/** What of the dataset is drawn by hand; null where nothing is. */
export const useDrawnField = (form: RecipeForm | null): Field | null => useSection(form)?.fields.find(isDrawn) ?? null;

/** The drawing of a dataset alone, as large as its room. */
export const DatasetDrawing = ({ form, field }: { form: RecipeForm; field: Field }): ReactElement => (
  <FormProvider value={form.form}>
    <DrawingOf field={field} path={`dataset.${field.name}`} />
  </FormProvider>
);

/** The dataset's part of the form alone, for the page that shows the data, with its drawing elsewhere. */
export function DatasetSection({ form }: { form: RecipeForm }): ReactElement | null {
  const section = useSection(form);
  if (section === null) return null;
  const fields = section.fields.filter((field) => !isDrawn(field));
  const whole = form.issues.filter(
    ({ path }) =>
      path === "dataset" || section.fields.some((field) => isDrawn(field) && path === `dataset.${field.name}`),
  );
  return (
    <FormProvider value={form.form}>
      {whole.map((issue) => (
        <ErrorNotice key={issue.path} level="warning" error={{ code: "bad-input", ...issue }} />
      ))}
      <PluginChoice section={section} form={form} />
      <SchemaFields fields={fields} path={section.path} />
    </FormProvider>
  );
}
