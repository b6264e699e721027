/** What the window may ask of the browser underneath: a table with a reason beside each entry. */
import type { Session } from "electron";

const denied = false;

/** Whether each permission is granted. A permission that is not listed is denied as well. */
export const permissions: Readonly<Record<string, readonly [granted: boolean, reason: string]>> = {
  "clipboard-read": [denied, "pasting into a text field needs no permission"],
  "clipboard-sanitized-write": [denied, "nothing is copied without a person's key press"],
  "display-capture": [denied, "the lab records no screen"],
  fileSystem: [denied, "files are read and written by the main process after a dialog"],
  fullscreen: [denied, "full screen is a menu command of the window, not of a page"],
  geolocation: [denied, "the lab does not care where it is"],
  hid: [denied, "no devices"],
  "idle-detection": [denied, "training does not depend on a person's presence"],
  keyboardLock: [denied, "the system's keys stay the system's"],
  media: [denied, "no camera or microphone; data comes from files"],
  mediaKeySystem: [denied, "no protected media"],
  midi: [denied, "no devices"],
  midiSysex: [denied, "no devices"],
  notifications: [denied, "messages are shown in the window"],
  openExternal: [denied, "links go through the allow-list of externalLinks.ts"],
  pointerLock: [denied, "the pointer stays free"],
  serial: [denied, "no devices"],
  "storage-access": [denied, "there is no third party"],
  "top-level-storage-access": [denied, "there is no third party"],
  usb: [denied, "no devices"],
  "window-management": [denied, "one window, placed by the main process"],
};

export const isGranted = (permission: string): boolean => permissions[permission]?.[0] ?? denied;

/** Makes a browser session ask this table, for requests, silent checks and devices. */
export function applyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(isGranted(permission)));
  session.setPermissionCheckHandler((_contents, permission) => isGranted(permission));
  session.setDevicePermissionHandler(() => denied);
}
