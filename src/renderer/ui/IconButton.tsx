import { ActionIcon, Tooltip } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";

/** A button with a picture; its label shows on hover and is read aloud. */
export function IconButton(props: {
  label: string;
  /** Key shown beside the label, for example `Space`. */
  shortcut?: string;
  onClick: () => void;
  disabled?: boolean;
  active?: boolean;
  size?: number;
  children: ReactNode;
}): ReactElement {
  return (
    <Tooltip
      label={
        <span>
          {props.label}
          {props.shortcut !== undefined && <kbd className="sd-key-inline">{props.shortcut}</kbd>}
        </span>
      }
    >
      <ActionIcon
        variant="subtle"
        size={props.size ?? 28}
        aria-label={props.label}
        aria-pressed={props.active}
        // Not the `disabled` attribute: a disabled button shows no tooltip and drops the keyboard focus.
        aria-disabled={props.disabled === true}
        mod={{ active: props.active === true, disabled: props.disabled === true }}
        onClick={() => {
          if (props.disabled !== true) props.onClick();
        }}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
