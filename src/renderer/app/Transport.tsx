import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RunState } from "../../shared/domain/run";
import { useSingles } from "../stores/model";
import { canPlay, canStep, canStop, playPause, stepOnce, stop, useBusy } from "./commands";

function TransportButton(props: {
  id: string;
  label: string;
  shortcut: string;
  enabled: boolean;
  busy?: boolean;
  strong?: boolean;
  onClick: () => Promise<void>;
  children: ReactNode;
}): ReactElement {
  return (
    <Tooltip
      label={
        <span>
          {props.label}
          <kbd className="sd-key-inline">{props.shortcut}</kbd>
        </span>
      }
    >
      <UnstyledButton
        className="sd-transport-button"
        data-transport={props.id}
        aria-label={props.label}
        aria-disabled={!props.enabled}
        mod={{ busy: props.busy === true, strong: props.strong === true, off: !props.enabled }}
        onClick={() => {
          if (props.enabled) void props.onClick();
        }}
      >
        {props.children}
      </UnstyledButton>
    </Tooltip>
  );
}

const letter = {
  d: (
    <span className="sd-letter sd-letter-d" aria-hidden>
      D
    </span>
  ),
  g: (
    <span className="sd-letter sd-letter-g" aria-hidden>
      G
    </span>
  ),
};

/** Play or pause, one update of either network or both, stop. */
export function Transport(props: { state: RunState }): ReactElement {
  const { t } = useTranslation("common");
  const stepping = useBusy((busy) => busy.step);
  const moving = useBusy((busy) => busy.transport);
  const running = props.state === "running";
  const steps = canStep(props.state);
  const singles = useSingles();
  return (
    <div className="sd-transport" role="toolbar" aria-label={t("transport.title")}>
      <TransportButton
        id="play"
        label={running ? t("transport.pause") : t("transport.play")}
        shortcut="Space"
        enabled={canPlay(props.state)}
        busy={moving}
        strong
        onClick={playPause}
      >
        {running ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
      </TransportButton>
      {singles.includes("discriminator") && (
        <TransportButton
          id="stepDiscriminator"
          label={t("transport.stepD")}
          shortcut="D"
          enabled={steps}
          busy={stepping === "discriminator"}
          onClick={() => stepOnce("discriminator")}
        >
          {letter.d}
          <span className="sd-plus">+1</span>
        </TransportButton>
      )}
      {singles.includes("generator") && (
        <TransportButton
          id="stepGenerator"
          label={t("transport.stepG")}
          shortcut="G"
          enabled={steps}
          busy={stepping === "generator"}
          onClick={() => stepOnce("generator")}
        >
          {letter.g}
          <span className="sd-plus">+1</span>
        </TransportButton>
      )}
      <TransportButton
        id="stepBoth"
        label={t(singles.length === 0 ? "transport.stepOne" : "transport.stepBoth")}
        shortcut="S"
        enabled={steps}
        busy={stepping === "both"}
        onClick={() => stepOnce("both")}
      >
        {singles.length === 0 ? (
          <span className="sd-plus">+1</span>
        ) : (
          <>
            {letter.d}
            <span className="sd-plus">+</span>
            {letter.g}
          </>
        )}
      </TransportButton>
      <TransportButton
        id="stop"
        label={t("transport.stop")}
        shortcut="Ctrl ."
        enabled={canStop(props.state)}
        onClick={stop}
      >
        <IconPlayerStopFilled size={15} />
      </TransportButton>
    </div>
  );
}
