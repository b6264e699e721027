import { MantineProvider } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";
import { type ReactElement, useEffect } from "react";
import { I18nextProvider } from "react-i18next";
import { changeLanguage, texts } from "../i18n";
import { useLanguage, useSettings } from "../stores/settings";
import { Frame } from "./Frame";
import { theme, variables } from "./theme";

export function App(): ReactElement {
  const chosen = useSettings().theme;
  const systemDark = useMediaQuery("(prefers-color-scheme: dark)", undefined, { getInitialValueInEffect: false });
  const scheme = chosen === "system" ? (systemDark ? "dark" : "light") : chosen;
  const language = useLanguage();
  useEffect(() => changeLanguage(language), [language]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme={scheme}>
      <I18nextProvider i18n={texts}>
        <Frame />
        <Notifications position="bottom-right" limit={4} containerWidth={400} transitionDuration={120} />
      </I18nextProvider>
    </MantineProvider>
  );
}
