import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots, IconListDetails, IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocalized } from "../../i18n";
import { useForm } from "./context";
import { FieldRow } from "./FieldRow";
import { type Field, initialOf } from "./schema";

/** A list such as the layers of a network: add, remove, move. */
export function ListField(props: {
  field: Field;
  path: string;
  children: (item: Field, path: string, open: boolean) => ReactNode;
}): ReactElement | null {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const form = useForm();
  const [openItem, setOpenItem] = useState<number | null>(null);
  const { field, path } = props;
  const { shape } = field;
  if (shape.kind !== "list") return null;
  const value = form.valueAt(path) ?? field.initial;
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  // Items have no identity of their own: their place is what the recipe knows them by.
  const itemPaths = items.map((_, index) => `${path}.${index}`);
  const editable = form.access(field.text.live === true) !== "fixed";
  const change = (next: readonly unknown[]): void => {
    setOpenItem(null);
    form.change(path, next);
  };
  const swap = (index: number, other: number): void => {
    const next = [...items];
    next[index] = items[other];
    next[other] = items[index];
    change(next);
  };

  return (
    <FieldRow field={field} path={path} wide>
      <ol className="sd-list">
        {itemPaths.map((itemPath, index) => (
          <li key={itemPath} className="sd-list-item">
            <span className="sd-list-index">{index + 1}</span>
            <div className="sd-list-body">{props.children(shape.item, itemPath, openItem === index)}</div>
            {editable && (
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon className="sd-list-more" size={24} aria-label={t("item.menu", { number: index + 1 })}>
                    <IconDots size={15} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  {shape.item.shape.kind === "object" && (
                    <Menu.Item
                      leftSection={<IconListDetails size={14} />}
                      onClick={() => setOpenItem(openItem === index ? null : index)}
                    >
                      {openItem === index ? t("item.less") : t("item.more")}
                    </Menu.Item>
                  )}
                  <Menu.Item
                    leftSection={<IconArrowUp size={14} />}
                    disabled={index === 0}
                    onClick={() => swap(index, index - 1)}
                  >
                    {t("item.up")}
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<IconArrowDown size={14} />}
                    disabled={index === items.length - 1}
                    onClick={() => swap(index, index + 1)}
                  >
                    {t("item.down")}
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<IconTrash size={14} />}
                    disabled={items.length <= shape.minItems}
                    onClick={() => change(items.filter((_, other) => other !== index))}
                  >
                    {t("item.remove")}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </li>
        ))}
      </ol>
      {items.length === 0 && <p className="sd-list-none">{t("item.none")}</p>}
      {editable && (
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} />}
          disabled={items.length >= shape.maxItems}
          aria-label={t("item.addTo", { list: localized(field.text.title) })}
          onClick={() => change([...items, items.at(-1) ?? initialOf(shape.item)])}
        >
          {t("item.add")}
        </Button>
      )}
    </FieldRow>
  );
}
