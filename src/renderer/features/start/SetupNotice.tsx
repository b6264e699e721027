import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { together } from "../../../shared/domain/text";
import { inBoth } from "../../i18n";
import { go } from "../../stores/navigation";
import { useSettings, useSettingsStore } from "../../stores/settings";
import { useTrainer } from "../../stores/trainer";
import { ErrorNotice } from "../../ui/ErrorNotice";

/** Says so where the lab runs slower or older than it could, and why. */
export function SetupNotice(): ReactElement | null {
  const { t } = useTranslation("start");
  const hello = useTrainer((store) => store.hello);
  const development = useSettingsStore((store) => store.info?.developmentRuntime === true);
  const chosen = useSettings().backend;
  const details = (
    <Button variant="default" onClick={() => go("system")}>
      {t("setup.details")}
    </Button>
  );
  // A person who chose WebAssembly knows.
  if (hello?.backend === "wasm" && chosen !== "wasm") {
    const native = hello.findings.find(({ id, state }) => id === "tensorflow-cpu" && state === "unusable");
    return (
      <ErrorNotice
        level="warning"
        error={{
          code: "unsupported",
          message: inBoth("start:setup.wasm"),
          hint: native === undefined ? inBoth("start:setup.wasmHint") : together(native.reason, native.hint),
        }}
      >
        {details}
      </ErrorNotice>
    );
  }
  if (!development) return null;
  return (
    <ErrorNotice
      level="info"
      error={{
        code: "unsupported",
        message: inBoth("start:setup.development"),
        hint: inBoth("start:setup.developmentHint"),
      }}
    >
      {details}
    </ErrorNotice>
  );
}
