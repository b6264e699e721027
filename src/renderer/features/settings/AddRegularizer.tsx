import { Button, Menu } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useLocalized } from "../../i18n";
import { useCatalog } from "../../stores/trainer";
import { regularizersToAdd, withRegularizer } from "./sections";
import type { RecipeForm } from "./useRecipeForm";

/** Lays another regulariser over the objective, as it comes. */
export function AddRegularizer(props: { form: RecipeForm }): ReactElement | null {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const catalog = useCatalog();
  const { form } = props;
  if (catalog === null || form.form.access(false) !== "edit") return null;
  const cards = regularizersToAdd(catalog, form.recipe);
  if (cards.length === 0) return null;
  return (
    <Menu position="bottom-start" width={290}>
      <Menu.Target>
        <Button
          className="sd-add-regularizer"
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} />}
          data-action="add-regularizer"
        >
          {t("regularizer.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {cards.map((card) => (
          <Menu.Item key={card.id} onClick={() => form.replace(withRegularizer(form.recipe, card))}>
            {localized(card.title)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
