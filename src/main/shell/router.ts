/** Answers the window's requests: the right sender, a known route, a parsed input, an error as a value. */
import type { IpcMain, WebFrameMain } from "electron";
import { z } from "zod";
import { channels } from "../../shared/contract/bridge";
import { SaddleError, toErrorValue } from "../../shared/contract/errors";
import { issuePath, issueText } from "../../shared/contract/issues";
import { type RequestName, type RequestRoutes, requestRoutes } from "../../shared/contract/requests";
import type { HandlersOf, Reply } from "../../shared/contract/route";
import { type Localized, say } from "../../shared/domain/text";
import { isTrustedSender } from "./security/navigation";

export type Handlers = HandlersOf<RequestRoutes>;

const envelopeSchema = z.strictObject({ route: z.string().max(64), input: z.unknown() });

const isRoute = (name: string): name is RequestName => Object.hasOwn(requestRoutes, name);

function parse(name: RequestName, input: unknown): unknown {
  const parsed = requestRoutes[name].input.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issuePath(issue);
  const where = path === null ? name : `${name}: ${path}`;
  const { en, ko } = issueText(issue, input);
  throw new SaddleError("bad-input", say(`${where}: ${en}.`, `${where}: ${ko}.`), path === null ? {} : { path });
}

const refusal = (reason: Localized): SaddleError => new SaddleError("bad-input", reason);

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
    if (!isTrustedSender(sender))
      throw refusal(say("This page may not ask the lab for anything.", "이 페이지에서는 요청할 수 없습니다."));
    const envelope = envelopeSchema.safeParse(message);
    if (!envelope.success) throw refusal(say("This is not a request.", "요청이 아닙니다."));
    const { route, input } = envelope.data;
    if (!isRoute(route)) throw refusal(say(`There is no request “${route}”.`, `“${route}” 요청이 없습니다.`));
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
