/** Toasts: what a person should know, and what to do about it. */
import { notifications } from "@mantine/notifications";
import { createElement } from "react";
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";
import { ErrorText } from "./ErrorText";

export type NoticeLevel = "info" | "warning" | "error";

/** Shows an error value. The same message shows once, however often it comes. */
export function notify(level: NoticeLevel, error: ErrorValue): void {
  notifications.show({
    id: `${error.code}:${error.message.en}`,
    message: createElement(ErrorText, { error, level }),
    autoClose: level === "error" ? 12_000 : 7_000,
    withBorder: false,
    className: `sd-toast sd-toast-${level}`,
  });
}

/** Runs what was asked for; what goes wrong becomes a toast. Resolves to undefined then. */
export async function attempt<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    const error = toErrorValue(thrown);
    if (error.code !== "cancelled") notify("error", error);
    return undefined;
  }
}
