import { Modal } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useSheets } from "./commands";
import { keysOf, type Shortcut, shortcutGroups } from "./shortcuts";
import { onMac } from "./useWindowEvents";

/** All keys on one sheet. */
export function ShortcutSheet(): ReactElement {
  const { t } = useTranslation("common");
  const opened = useSheets((sheets) => sheets.shortcuts);
  const groups: readonly (readonly [string, readonly Shortcut[]])[] = Object.entries(shortcutGroups);
  return (
    <Modal
      opened={opened}
      onClose={() => useSheets.setState({ shortcuts: false })}
      title={t("shortcuts.title")}
      closeButtonProps={{ "aria-label": t("close") }}
      size={680}
    >
      <div className="sd-shortcuts">
        {groups.map(([group, shortcuts]) => (
          <section key={group}>
            <h3>{t(`shortcuts.${group}`)}</h3>
            <dl>
              {shortcuts
                .filter((shortcut) => shortcut.hidden !== true)
                .map((shortcut) => (
                  <div key={shortcut.command}>
                    <dt>{t(`command.${shortcut.command}`)}</dt>
                    <dd>
                      {keysOf(shortcut, onMac()).map((key) => (
                        <kbd className="sd-key" key={key}>
                          {key}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
