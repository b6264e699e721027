import { ActionIcon, Menu } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconCheck, IconInfoCircle, IconKeyboard } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { languages, themes } from "../../shared/domain/settings";
import { changeSettings, useSettings } from "../stores/settings";
import { attempt } from "../ui/notices";
import { commands } from "./commands";

const mark = <IconCheck size={14} stroke={2} aria-hidden />;

/** Language, theme, keys: what a person changes without leaving the page. */
export function AppMenu(): ReactElement {
  const { t } = useTranslation("common");
  const settings = useSettings();
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon variant="subtle" size={30} aria-label={t("menu.title")} data-menu="app">
          <IconAdjustmentsHorizontal size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("language.title")}</Menu.Label>
        {languages.map((language) => (
          <Menu.RadioItem
            key={language}
            value={language}
            checked={settings.language === language}
            data-language={language}
            checkIcon={mark}
            closeMenuOnClick
            onChange={() => void attempt(changeSettings({ language }))}
          >
            {t(`language.${language}`)}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("theme.title")}</Menu.Label>
        {themes.map((theme) => (
          <Menu.RadioItem
            key={theme}
            value={theme}
            checked={settings.theme === theme}
            data-theme={theme}
            checkIcon={mark}
            closeMenuOnClick
            onChange={() => void attempt(changeSettings({ theme }))}
          >
            {t(`theme.${theme}`)}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={14} />} onClick={commands.shortcuts}>
          {t("shortcuts.title")}
        </Menu.Item>
        <Menu.Item leftSection={<IconInfoCircle size={14} />} onClick={commands.about}>
          {t("about.title")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
