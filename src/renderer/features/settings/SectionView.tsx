import { UnstyledButton } from "@mantine/core";
import { IconBook2, IconChevronRight, IconX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useLocalized } from "../../i18n";
import { useView } from "../../stores/settings";
import { useCatalog } from "../../stores/trainer";
import { IconButton } from "../../ui/IconButton";
import { ChoiceField } from "./ChoiceField";
import { useForm } from "./context";
import { SchemaFields } from "./SchemaField";
import { type Section, withoutRegularizer, withPlugin } from "./sections";
import type { RecipeForm } from "./useRecipeForm";

export function PluginChoice(props: { section: Section; form: RecipeForm }): ReactElement | null {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const catalog = useCatalog();
  const { access } = useForm();
  const { section, form } = props;
  if (section.plugin === null || catalog === null) return null;
  const { chosen, id, choices } = section.plugin;
  const title = chosen === null ? id : localized(chosen.title);
  const path = `${section.path}.id`;
  const issue = form.form.issueAt(path);
  // The section is called by it.
  const named = section.id === "regularizer" && chosen !== null;
  return (
    <div className="sd-plugin" data-field={path}>
      {named ? null : choices.length > 1 && access(false) === "edit" ? (
        <ChoiceField
          id={`field-${path}`}
          label={t(`section.${section.id}`)}
          options={choices.map((card) => ({ value: card.id, label: localized(card.title) }))}
          value={id}
          invalid={issue !== null}
          onChange={(next) => {
            const card = choices.find((each) => each.id === next);
            if (card !== undefined) form.replace(withPlugin(catalog, form.recipe, section.path, card));
          }}
        />
      ) : (
        <span className="sd-plugin-title">{title}</span>
      )}
      {chosen !== null && <span className="sd-plugin-reference">{chosen.reference}</span>}
      {issue !== null && (
        <p className="sd-field-issue" role="alert">
          {localized(issue.message)}
          {issue.hint !== undefined && <span>{localized(issue.hint)}</span>}
        </p>
      )}
    </div>
  );
}

/** One section of the form. */
export function SectionView(props: { section: Section; form: RecipeForm }): ReactElement {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const { section, form } = props;
  // Data is mostly chosen elsewhere; what is to be drawn stands open.
  const drawn = section.fields.some(({ text }) => text.editor !== undefined);
  const [unfolded, setOpen] = useView(
    `settings.section.${section.path}${drawn ? ".drawn" : ""}`,
    section.id !== "dataset" || drawn,
  );
  // What is wrong is never folded away.
  const open = unfolded || form.issues.some((issue) => issue.path.startsWith(`${section.path}.`));
  const source = form.card?.sources[section.path];
  const network = section.network;
  // Of several regularisers each is known by its own name.
  const chosen = section.id === "regularizer" ? section.plugin?.chosen : null;
  return (
    <section className="sd-section" data-section={section.path}>
      <h3>
        <UnstyledButton className="sd-section-head" aria-expanded={open} onClick={() => setOpen(!open)}>
          <IconChevronRight size={14} stroke={2} aria-hidden />
          <span>{chosen ? localized(chosen.title) : t(`section.${section.id}`)}</span>
          {network !== null && (
            <span className={`sd-network sd-network-${network}`}>
              {t(`network.${network}`, { defaultValue: network })}
            </span>
          )}
        </UnstyledButton>
        {section.id === "regularizer" && form.form.access(false) === "edit" && (
          <IconButton
            label={t("regularizer.remove")}
            size={24}
            onClick={() => form.replace(withoutRegularizer(form.recipe, section.path))}
          >
            <IconX size={14} stroke={1.8} />
          </IconButton>
        )}
      </h3>
      {open && (
        <div className="sd-section-body">
          <PluginChoice section={section} form={form} />
          {source !== undefined && (
            <p className="sd-field-source" title={localized(source)}>
              <IconBook2 size={12} stroke={1.7} aria-label={t("source")} />
              <span>{localized(source)}</span>
            </p>
          )}
          <SchemaFields fields={section.fields} path={section.path} />
        </div>
      )}
    </section>
  );
}
