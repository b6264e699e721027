import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { CSSProperties, ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface PanelProps {
  title: ReactNode;
  /** Small print beside the title: a figure, a unit, what is shown. */
  note?: ReactNode;
  /** Controls at the right of the title. */
  actions?: ReactNode;
  /** `Menu.Item`s behind the dots. */
  menu?: ReactNode;
  /** Without inner padding, for pictures that fill the panel. */
  flush?: boolean;
  className?: string;
  style?: CSSProperties;
  children?: ReactNode;
}

/** A quiet surface with a title; the content fills what is left of its height. */
export function Panel(props: PanelProps): ReactElement {
  const { t } = useTranslation("common");
  return (
    <section className={`sd-panel ${props.className ?? ""}`} style={props.style}>
      <header className="sd-panel-head">
        <h2 className="sd-panel-title">{props.title}</h2>
        {props.note !== undefined && <div className="sd-panel-note">{props.note}</div>}
        <div className="sd-panel-actions">
          {props.actions}
          {props.menu !== undefined && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" size="sm" aria-label={t("more")}>
                  <IconDots size={16} stroke={1.7} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>{props.menu}</Menu.Dropdown>
            </Menu>
          )}
        </div>
      </header>
      <div className={props.flush === true ? "sd-panel-body sd-flush" : "sd-panel-body"}>{props.children}</div>
    </section>
  );
}
