/** Answers the window's requests: the right sender, a known route, a parsed input, an error as a value. */
import type { IpcMain, WebFrameMain } from "electron";
import { z } from "zod";
import { channels } from "../../shared/contract/bridge";
import { SaddleError, toErrorValue } from "../../shared/contract/errors";
import { type RequestName, type RequestRoutes, requestRoutes } from "../../shared/contract/requests";
import type { HandlersOf, Reply } from "../../shared/contract/route";
import { isTrustedSender } from "./security/navigation";

export type Handlers = HandlersOf<RequestRoutes>;

const envelopeSchema = z.strictObject({ route: z.string().max(64), input: z.unknown() });

const isRoute = (name: string): name is RequestName => Object.hasOwn(requestRoutes, name);

function parse(name: RequestName, input: unknown): unknown {
  const parsed = requestRoutes[name].input.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).join(".");
  throw new SaddleError("bad-input", `${name}: ${path === "" ? "" : `${path}: `}${issue?.message ?? "wrong input"}`, {
    ...(path === "" ? {} : { path }),
  });
}

/**
 * Answers one message. Never rejects.
 * @param report told of faults of Saddle itself, for the log.
 */
export async function answer(
  handlers: Handlers,
  sender: Pick<WebFrameMain, "url" | "parent"> | null,
  message: unknown,
  report: (error: unknown) => void,
): Promise<Reply> {
  try {
    if (!isTrustedSender(sender)) throw new SaddleError("bad-input", "This page may not ask the lab for anything.");
    const envelope = envelopeSchema.safeParse(message);
    if (!envelope.success) throw new SaddleError("bad-input", "This is not a request.");
    const { route, input } = envelope.data;
    if (!isRoute(route)) throw new SaddleError("bad-input", `There is no request “${route}”.`);
    const handle = handlers[route] as (input: unknown) => unknown;
    return { ok: true, output: await handle(parse(route, input)) };
  } catch (thrown) {
    const error = toErrorValue(thrown);
    if (error.code === "internal") report(thrown);
    return { ok: false, error };
  }
}

/** @param acquirePort the window wants a line for frames. */
export function route(
  ipc: IpcMain,
  handlers: Handlers,
  acquirePort: () => void,
  report: (error: unknown) => void,
): void {
  ipc.handle(channels.request, (event, message: unknown) => answer(handlers, event.senderFrame, message, report));
  ipc.on(channels.port, (event) => {
    if (isTrustedSender(event.senderFrame)) acquirePort();
  });
}
