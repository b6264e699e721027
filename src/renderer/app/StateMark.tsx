import { Loader } from "@mantine/core";
import {
  IconAlertOctagonFilled,
  IconCircle,
  IconFlagFilled,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlugConnectedX,
} from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { RunState } from "../../shared/domain/run";

const icons: Readonly<Record<Exclude<RunState, "loading">, typeof IconCircle>> = {
  idle: IconCircle,
  running: IconPlayerPlayFilled,
  paused: IconPlayerPauseFilled,
  finished: IconFlagFilled,
  diverged: IconAlertOctagonFilled,
  failed: IconPlugConnectedX,
};

/** What the run is doing: a shape and a word. */
export function StateMark(props: { state: RunState }): ReactElement {
  const { t } = useTranslation("common");
  const Icon = props.state === "loading" ? null : icons[props.state];
  return (
    <span className="sd-state" data-state={props.state} role="status">
      {Icon === null ? <Loader size={12} /> : <Icon size={13} stroke={2} aria-hidden />}
      <span>{t(`state.${props.state}`)}</span>
    </span>
  );
}
