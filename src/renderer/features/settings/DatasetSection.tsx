import type { ReactElement } from "react";
import { useMemo } from "react";
import { useCatalog } from "../../stores/trainer";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { FormProvider } from "./context";
import { SchemaFields } from "./SchemaField";
import { PluginChoice } from "./SectionView";
import { sectionsOf } from "./sections";
import type { RecipeForm } from "./useRecipeForm";
import "./settings.css";

/** The dataset's part of the form alone, for the page that shows the data. */
export function DatasetSection({ form }: { form: RecipeForm }): ReactElement | null {
  const catalog = useCatalog();
  const section = useMemo(
    () => (catalog === null ? undefined : sectionsOf(catalog, form.recipe).find(({ path }) => path === "dataset")),
    [catalog, form.recipe],
  );
  if (section === undefined) return null;
  const whole = form.issues.filter(({ path }) => path === "dataset");
  return (
    <FormProvider value={form.form}>
      {whole.map((issue) => (
        <ErrorNotice key={issue.path} level="warning" error={{ code: "bad-input", ...issue }} />
      ))}
      <PluginChoice section={section} form={form} />
      <SchemaFields fields={section.fields} path={section.path} />
    </FormProvider>
  );
}
