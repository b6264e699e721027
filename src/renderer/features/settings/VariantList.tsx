import { Button, Menu, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronRight, IconCopy, IconPlus, IconTrash } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { same, valueAt } from "../../../shared/domain/path";
import { useLocalized } from "../../i18n";
import { IconButton } from "../../ui/IconButton";
import { ChoiceField } from "./ChoiceField";
import { useForm } from "./context";
import { FieldRow } from "./FieldRow";
import { fieldsOf, freshItem, inserted, kindOf, moved, valuesText, withKind, without } from "./layerList";
import type { Field } from "./schema";
import "./layers.css";

/** What the line of an item says, and what is wrong with it. */
function Line(props: { field: Field; path: string; item: unknown; stale: boolean }): ReactElement | null {
  const localized = useLocalized();
  const form = useForm();
  const { field, path, item } = props;
  const { shape } = field;
  if (shape.kind !== "variant") return null;
  const kind = kindOf(shape, item);
  const facts = form.layerAt(path);
  // A layer is called the same wherever it stands; its shape follows from those before it.
  const told = facts !== null && form.layersOf !== null && same(valueAt(form.layersOf, path), item);
  const name = field.text.choices?.[kind];
  const detail = told ? facts.detail && localized(facts.detail) : valuesText(fieldsOf(shape, kind), item, localized);
  return (
    <>
      <span className="sd-layer-name">
        {told ? localized(facts.title) : name === undefined ? kind : localized(name)}
        {detail !== undefined && detail !== "" && <small>{detail}</small>}
      </span>
      {facts !== null && (
        <span className="sd-layer-shape" data-stale={props.stale || undefined}>
          {facts.shape.join(" × ")}
        </span>
      )}
    </>
  );
}

/** A list of things of several kinds, such as layers: a line each, one of them open. */
export function VariantList(props: {
  field: Field;
  path: string;
  children: (fields: readonly Field[], path: string) => ReactNode;
}): ReactElement | null {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const form = useForm();
  const { field, path } = props;
  const [openItem, setOpenItem] = useState<number | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const wanted = useRef<number | null>(null);
  const value = form.valueAt(path) ?? field.initial;
  useEffect(() => {
    if (wanted.current === null) return;
    list.current?.querySelectorAll<HTMLElement>(".sd-layer-head")[wanted.current]?.focus();
    wanted.current = null;
  });
  const { shape } = field;
  if (shape.kind !== "list" || shape.item.shape.kind !== "variant") return null;
  const variant = shape.item.shape;
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const editable = form.access(field.text.live === true) !== "fixed";
  const stale = form.layersOf === null || !same(valueAt(form.layersOf, path), value);
  const full = items.length >= shape.maxItems;
  /** @param focus the item that has the keyboard afterwards */
  const change = (next: readonly unknown[], focus: number): void => {
    if (next === items) return;
    setOpenItem(openItem === null || next.length === 0 ? null : Math.min(focus, next.length - 1));
    wanted.current = Math.min(focus, next.length - 1);
    form.change(path, next);
  };
  const move = (index: number, by: -1 | 1): void => change(moved(items, index, by), index + by);
  const duplicate = (index: number): void => {
    if (!full) change(inserted(items, index + 1, items[index]), index + 1);
  };
  const remove = (index: number): void => {
    if (items.length > shape.minItems) change(without(items, index), index);
  };
  const add = (kind: string): void => {
    const at = openItem === null ? items.length : openItem + 1;
    setOpenItem(at);
    wanted.current = at;
    form.change(path, inserted(items, at, freshItem(variant, kind)));
  };
  const press = (event: KeyboardEvent, index: number): void => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
    if (by !== null && event.altKey && editable) move(index, by);
    else if (by !== null && !event.altKey) {
      list.current?.querySelectorAll<HTMLElement>(".sd-layer-head")[index + by]?.focus();
    } else if (event.key === "Delete" && editable) remove(index);
    else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey) && editable) duplicate(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const nameOf = (kind: string): string => {
    const choice = shape.item.text.choices?.[kind];
    return choice === undefined ? kind : localized(choice);
  };

  return (
    <FieldRow field={field} path={path} wide>
      <ol className="sd-layers" ref={list}>
        {items.map((item, index) => {
          const itemPath = `${path}.${index}`;
          const open = openItem === index;
          const kind = kindOf(variant, item);
          const fields = fieldsOf(variant, kind);
          const issues = form.issuesBelow(itemPath);
          // What stands at a field of its own is said there, once the item is open.
          const said = issues.filter((issue) => !open || issue.path === itemPath);
          return (
            // Items have no identity of their own: their place is what the recipe knows them by.
            <li key={itemPath} className="sd-layer" data-layer={itemPath} data-open={open || undefined}>
              <UnstyledButton
                className="sd-layer-head"
                aria-expanded={open}
                aria-invalid={issues.length > 0}
                onClick={() => setOpenItem(open ? null : index)}
                onKeyDown={(event) => press(event, index)}
              >
                <span className="sd-list-index">{index + 1}</span>
                <IconChevronRight className="sd-layer-mark" size={12} stroke={2} aria-hidden />
                <Line field={shape.item} path={itemPath} item={item} stale={stale} />
              </UnstyledButton>
              {said.map((issue) => (
                <p key={issue.path} className="sd-field-issue" role="alert">
                  {localized(issue.message)}
                  {issue.hint !== undefined && <span>{localized(issue.hint)}</span>}
                </p>
              ))}
              {open && (
                <div className="sd-layer-body">
                  {editable && (
                    <div className="sd-layer-tools">
                      <ChoiceField
                        id={`field-${itemPath}.${variant.key}`}
                        label={localized(shape.item.text.title)}
                        options={variant.variants.map((each) => ({ value: each.value, label: nameOf(each.value) }))}
                        value={kind}
                        invalid={form.issueAt(`${itemPath}.${variant.key}`) !== null}
                        onChange={(next) => form.change(itemPath, withKind(variant, item, next))}
                      />
                      <IconButton
                        label={t("item.up")}
                        shortcut="Alt ↑"
                        size={24}
                        disabled={index === 0}
                        onClick={() => move(index, -1)}
                      >
                        <IconArrowUp size={14} stroke={1.8} />
                      </IconButton>
                      <IconButton
                        label={t("item.down")}
                        shortcut="Alt ↓"
                        size={24}
                        disabled={index === items.length - 1}
                        onClick={() => move(index, 1)}
                      >
                        <IconArrowDown size={14} stroke={1.8} />
                      </IconButton>
                      <IconButton
                        label={t("item.duplicate")}
                        shortcut="Ctrl D"
                        size={24}
                        disabled={full}
                        onClick={() => duplicate(index)}
                      >
                        <IconCopy size={14} stroke={1.8} />
                      </IconButton>
                      <IconButton
                        label={t("item.remove")}
                        shortcut="Del"
                        size={24}
                        disabled={items.length <= shape.minItems}
                        onClick={() => remove(index)}
                      >
                        <IconTrash size={14} stroke={1.8} />
                      </IconButton>
                    </div>
                  )}
                  {props.children(fields, itemPath)}
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {items.length === 0 && <p className="sd-list-none">{t("item.none")}</p>}
      {editable && (
        <Menu position="bottom-start" width={230}>
          <Menu.Target>
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconPlus size={13} />}
              disabled={full}
              aria-label={t("item.addTo", { list: localized(field.text.title) })}
            >
              {t("item.addLayer")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {variant.variants.map((each) => (
              <Menu.Item key={each.value} onClick={() => add(each.value)}>
                {nameOf(each.value)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </FieldRow>
  );
}
