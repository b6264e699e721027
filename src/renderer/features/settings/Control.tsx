import { Switch, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { unitOf } from "../../../shared/domain/units";
import { useLocalized } from "../../i18n";
import { count } from "../../ui/format";
import { ChoiceField } from "./ChoiceField";
import { useForm } from "./context";
import { NumberField } from "./NumberField";
import { numberText } from "./numbers";
import type { Field } from "./schema";

/** A value in words, where it is only shown. */
export function ValueText(props: { field: Field; value: unknown }): ReactElement {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const { field, value } = props;
  const choice = typeof value === "string" ? field.text.choices?.[value] : undefined;
  const unit = field.text.unit === undefined ? "" : ` ${localized(unitOf(field.text.unit))}`;
  const text =
    choice !== undefined
      ? localized(choice)
      : typeof value === "number"
        ? `${Number.isInteger(value) ? count(value) : numberText(value)}${unit}`
        : typeof value === "boolean"
          ? t(value ? "on" : "off")
          : value === null || value === undefined
            ? t("none")
            : typeof value === "string"
              ? value
              : JSON.stringify(value);
  return <span className="sd-field-value">{text}</span>;
}

export function useOptions(field: Field): (values: readonly string[]) => { value: string; label: string }[] {
  const localized = useLocalized();
  return (values) =>
    values.map((value) => {
      const choice = field.text.choices?.[value];
      return { value, label: choice === undefined ? value : localized(choice) };
    });
}

/** The control alone, without its row; null for shapes that take more room than a control. */
export function Control(props: {
  field: Field;
  path: string;
  label: string;
  /** Without its unit, where there is no room. */
  bare?: boolean;
}): ReactElement | null {
  const form = useForm();
  const options = useOptions(props.field);
  const localized = useLocalized();
  const { field, path, label } = props;
  const { shape } = field;
  const { unit } = field.text;
  const value = form.valueAt(path) ?? field.initial;
  if (form.access(field.text.live === true) === "fixed") return <ValueText field={field} value={value} />;
  const id = `field-${path}`;
  const invalid = form.issueAt(path) !== null;
  const change = (next: unknown): void => form.change(path, next);
  switch (shape.kind) {
    case "number":
      return (
        <NumberField
          id={id}
          label={label}
          shape={shape}
          value={typeof value === "number" ? value : 0}
          unit={props.bare === true || unit === undefined ? undefined : localized(unitOf(unit))}
          invalid={invalid}
          refusals={form.refusals}
          onChange={change}
        />
      );
    case "boolean":
      return (
        <Switch
          id={id}
          aria-label={label}
          checked={value === true}
          error={invalid}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <ChoiceField
          id={id}
          label={label}
          options={options(shape.values)}
          value={typeof value === "string" ? value : ""}
          invalid={invalid}
          onChange={change}
        />
      );
    case "text":
      return (
        <TextInput
          id={id}
          aria-label={label}
          defaultValue={typeof value === "string" ? value : ""}
          key={String(value)}
          {...(shape.maxLength === null ? {} : { maxLength: shape.maxLength })}
          error={invalid}
          onBlur={(event) => {
            if (event.currentTarget.value !== value) change(event.currentTarget.value);
          }}
        />
      );
    default:
      return <ValueText field={field} value={value} />;
  }
}
