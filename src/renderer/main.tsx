import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "./app/fonts.css";
import "./app/palette.css";
import "./app/base.css";
import "./ui/ui.css";
import "./app/frame.css";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { toErrorValue } from "../shared/contract/errors";
import { App } from "./app/App";
import { startTexts } from "./i18n";
import { followProject } from "./stores/project";
import { followSettings, resolveLanguage, useSettingsStore } from "./stores/settings";
import { followTrainer, greetTrainer } from "./stores/trainer";
import { notify } from "./ui/notices";

// The content security policy forbids what zod would compile its checks with.
z.config({ jitless: true });

/** Language, theme and project are known before the first paint, so that nothing flashes. */
async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  followTrainer();
  const followed = await Promise.allSettled([followSettings(), followProject()]);
  const { settings, info } = useSettingsStore.getState();
  startTexts(resolveLanguage(settings.language, info?.locale ?? navigator.language));
  createRoot(root).render(<App />);
  // A window without settings still shows what is wrong.
  for (const each of followed) if (each.status === "rejected") notify("error", toErrorValue(each.reason));
  void greetTrainer();
}

void start();
