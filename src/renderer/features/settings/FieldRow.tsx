import { Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconBook2 } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { same } from "../../../shared/domain/path";
import { useLocalized } from "../../i18n";
import { IconButton } from "../../ui/IconButton";
import { useForm } from "./context";
import { type Field, rangeText } from "./schema";

/** A label with its help, the control, and below what is wrong and where the value comes from. */
export function FieldRow(props: {
  field: Field;
  path: string;
  /** Takes the whole width, below the label. */
  wide?: boolean;
  children: ReactNode;
}): ReactElement {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const form = useForm();
  const { field, path } = props;
  const title = localized(field.text.title);
  const range = field.shape.kind === "number" ? rangeText(field.shape) : null;
  const help = [
    field.text.help === undefined ? null : localized(field.text.help),
    range === null ? null : t("range", { range }),
  ].filter((part) => part !== null);
  const issue = form.issueAt(path);
  const source = form.sourceAt(path);
  const published = form.publishedAt(path);
  const changed = published !== undefined && !same(form.valueAt(path) ?? field.initial, published);
  const editable = form.access(field.text.live === true) !== "fixed";
  return (
    <div className="sd-field" data-field={path} data-wide={props.wide === true ? true : undefined}>
      <div className="sd-field-line">
        <Tooltip label={help.join(" · ")} disabled={help.length === 0} position="left">
          <label className="sd-field-label" htmlFor={`field-${path}`}>
            {title}
          </label>
        </Tooltip>
        {changed && !editable && (
          <span className="sd-changed" role="img" aria-label={t("changed")} title={t("changed")} />
        )}
        {changed && editable && (
          <IconButton size={20} label={t("reset")} onClick={() => form.change(path, published)}>
            <IconArrowBackUp size={14} stroke={2} />
          </IconButton>
        )}
        <div className="sd-field-control">{props.children}</div>
      </div>
      {issue !== null && (
        <p className="sd-field-issue" role="alert">
          {localized(issue.message)}
          {issue.hint !== undefined && <span>{localized(issue.hint)}</span>}
        </p>
      )}
      {source !== null && (
        <p className="sd-field-source" title={localized(source)}>
          <IconBook2 size={12} stroke={1.7} aria-label={t("source")} />
          <span>{localized(source)}</span>
        </p>
      )}
    </div>
  );
}
