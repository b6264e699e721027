/** The bridge between the sandboxed window and the main process: `window.saddle`, and nothing else. */
import { contextBridge, ipcRenderer, webUtils } from "electron";
import { type Bridge, channels, portMessage } from "../shared/contract/bridge";

/** Electron before 32 put the path on the file itself, which the bridge does not carry across. */
interface FileWithPath {
  readonly path?: string;
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
}

const same = (a: FileWithPath, b: FileWithPath): boolean =>
  a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

/** The files of the last drop, seen before the page sees them. */
let dropped: readonly FileWithPath[] = [];

function pathOf(file: unknown): string {
  const given = file as FileWithPath;
  if (typeof given !== "object" || given === null) return "";
  const modern = webUtils as Partial<typeof webUtils> | undefined;
  if (modern?.getPathForFile !== undefined) return modern.getPathForFile(file as File);
  return given.path ?? dropped.find((candidate) => same(candidate, given))?.path ?? "";
}

/** Notices that came before the page listened, such as what is wrong with a file from the command line. */
let unheard: unknown[] | null = [];
ipcRenderer.on(channels.event, (_event, name: unknown, payload: unknown) => {
  if (name === "notice") unheard?.push(payload);
});

const bridge: Bridge = {
  request: (route, input) => ipcRenderer.invoke(channels.request, { route, input }),
  on(event, listener) {
    const receive = (_event: unknown, name: unknown, payload: unknown): void => {
      if (name === event) listener(payload as Parameters<typeof listener>[0]);
    };
    ipcRenderer.on(channels.event, receive);
    if (event === "notice" && unheard !== null) {
      const missed = unheard;
      unheard = null;
      for (const payload of missed) receive(null, event, payload);
    }
    return () => {
      ipcRenderer.removeListener(channels.event, receive);
    };
  },
  acquirePort: () => ipcRenderer.send(channels.port),
  pathOf,
};

contextBridge.exposeInMainWorld("saddle", bridge);

// A port cannot cross the bridge; it goes to the page as a message of its own window.
ipcRenderer.on(channels.port, (event) => window.postMessage(portMessage, window.location.origin, [...event.ports]));

window.addEventListener(
  "drop",
  (event) => {
    dropped = Array.from(event.dataTransfer?.files ?? [], (file) => file as FileWithPath);
  },
  true,
);
