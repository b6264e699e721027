import { Switch, UnstyledButton } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { same } from "../../../shared/domain/path";
import { useLocalized } from "../../i18n";
import { ChoiceField } from "./ChoiceField";
import { Control, useOptions, ValueText } from "./Control";
import { useForm } from "./context";
import { DrawnField } from "./drawing";
import { FieldRow } from "./FieldRow";
import { ListField } from "./ListField";
import { type Field, initialOf, initialValues, isJson } from "./schema";
import { VariantList } from "./VariantList";

function VariantField(props: { field: Field; path: string }): ReactElement | null {
  const form = useForm();
  const localized = useLocalized();
  const options = useOptions(props.field);
  const { field, path } = props;
  const { shape } = field;
  if (shape.kind !== "variant") return null;
  const value = form.valueAt(path) ?? field.initial;
  const chosen = isJson(value) ? String(value[shape.key] ?? "") : "";
  const variant = shape.variants.find((each) => each.value === chosen);
  const choose = (next: string): void => {
    const fields = shape.variants.find((each) => each.value === next)?.fields ?? [];
    form.change(path, { [shape.key]: next, ...initialValues(fields) });
  };
  const label = localized(field.text.title);
  return (
    <>
      <FieldRow field={field} path={path}>
        {form.access(field.text.live === true) === "fixed" ? (
          <ValueText field={field} value={chosen} />
        ) : (
          <ChoiceField
            id={`field-${path}`}
            label={label}
            options={options(shape.variants.map((each) => each.value))}
            value={chosen}
            invalid={form.issueAt(path) !== null}
            onChange={choose}
          />
        )}
      </FieldRow>
      {variant !== undefined && variant.fields.length > 0 && (
        <div className="sd-nested">
          <SchemaFields fields={variant.fields} path={path} />
        </div>
      )}
    </>
  );
}

function OptionalField(props: { field: Field; path: string }): ReactElement | null {
  const form = useForm();
  const localized = useLocalized();
  const { field, path } = props;
  const { shape } = field;
  if (shape.kind !== "optional") return null;
  const value = form.valueAt(path) ?? field.initial ?? null;
  const inner: Field = { ...shape.inner, text: { ...field.text, title: shape.inner.text.title } };
  const simple = ["number", "choice", "boolean", "text"].includes(shape.inner.shape.kind);
  const editable = form.access(field.text.live === true) !== "fixed";
  return (
    <>
      <FieldRow field={field} path={path}>
        <div className="sd-optional">
          {editable && (
            <Switch
              aria-label={localized(field.text.title)}
              checked={value !== null}
              onChange={(event) => form.change(path, event.currentTarget.checked ? initialOf(shape.inner) : null)}
            />
          )}
          {(!editable || (value !== null && simple)) && (
            <Control field={inner} path={path} label={localized(field.text.title)} />
          )}
        </div>
      </FieldRow>
      {value !== null && !simple && (
        <div className="sd-nested">
          <SchemaField field={inner} path={path} />
        </div>
      )}
    </>
  );
}

const inline: readonly string[] = ["number", "choice"];

/** An item of a list: its two first fields side by side, the others below where they say something. */
function ListItem(props: { field: Field; path: string; open: boolean }): ReactElement {
  const form = useForm();
  const localized = useLocalized();
  const { field, path } = props;
  if (field.shape.kind !== "object") {
    return inline.includes(field.shape.kind) ? (
      <Control field={field} path={path} label={localized(field.text.title)} />
    ) : (
      <SchemaField field={field} path={path} />
    );
  }
  const first = field.shape.fields.filter((each) => inline.includes(each.shape.kind)).slice(0, 2);
  const others = field.shape.fields.filter((each) => !first.includes(each));
  const told = others.filter((each) => {
    const at = `${path}.${each.name}`;
    const value = form.valueAt(at);
    return props.open || form.issueAt(at) !== null || (value !== undefined && !same(value, initialOf(each)));
  });
  return (
    <>
      <div className="sd-item-inline">
        {first.map((each) => (
          <Control key={each.name} field={each} path={`${path}.${each.name}`} label={localized(each.text.title)} bare />
        ))}
      </div>
      {first
        .map((each) => form.issueAt(`${path}.${each.name}`))
        .filter((issue) => issue !== null)
        .map((issue) => (
          <p key={issue.path} className="sd-field-issue" role="alert">
            {localized(issue.message)}
            {issue.hint !== undefined && <span>{localized(issue.hint)}</span>}
          </p>
        ))}
      <SchemaFields fields={told} path={path} all />
    </>
  );
}

/** One field of any shape. */
export function SchemaField(props: { field: Field; path: string }): ReactElement {
  const localized = useLocalized();
  const { field, path } = props;
  switch (field.shape.kind) {
    case "object":
      return !field.titled ? (
        <SchemaFields fields={field.shape.fields} path={path} />
      ) : (
        <fieldset className="sd-group">
          <legend>{localized(field.text.title)}</legend>
          <SchemaFields fields={field.shape.fields} path={path} />
        </fieldset>
      );
    case "list":
      if (field.text.editor !== undefined) return <DrawnField field={field} path={path} />;
      if (field.shape.item.shape.kind === "variant") {
        return (
          <VariantList field={field} path={path}>
            {(fields, itemPath) => <SchemaFields fields={fields} path={itemPath} />}
          </VariantList>
        );
      }
      return (
        <ListField field={field} path={path}>
          {(item, itemPath, open) => <ListItem field={item} path={itemPath} open={open} />}
        </ListField>
      );
    case "variant":
      return <VariantField field={field} path={path} />;
    case "optional":
      return <OptionalField field={field} path={path} />;
    default:
      return (
        <FieldRow field={field} path={path}>
          <Control field={field} path={path} label={localized(field.text.title)} />
        </FieldRow>
      );
  }
}

/** The fields of an object, one under the other; those for the few who need them wait behind a line. */
export function SchemaFields(props: {
  fields: readonly Field[];
  path: string;
  /** Without the line: a caller has sorted them already. */
  all?: boolean;
}): ReactElement {
  const { t } = useTranslation("settings");
  const form = useForm();
  const [open, setOpen] = useState(false);
  // What is wrong is never folded away.
  const folded = props.fields.filter(
    (field) =>
      props.all !== true && field.text.advanced === true && form.issueAt(`${props.path}.${field.name}`) === null,
  );
  const row = (field: Field): ReactElement => (
    <SchemaField key={field.name} field={field} path={`${props.path}.${field.name}`} />
  );
  return (
    <>
      {props.fields.filter((field) => !folded.includes(field)).map(row)}
      {folded.length > 0 && (
        <UnstyledButton className="sd-more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("fewer") : t("moreFields", { count: folded.length })}
        </UnstyledButton>
      )}
      {open && folded.map(row)}
    </>
  );
}
