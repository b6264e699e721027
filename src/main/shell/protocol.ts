/** `saddle://app/…`: serves the built window, and nothing outside its folder. */
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { protocol } from "electron";
import { securityHeaders } from "./security/csp";
import { isOwnAddress, scheme } from "./security/origin";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
};

/** The file that an address of Saddle's scheme stands for, or null where it stands for none. */
export function fileOf(root: string, address: string): { path: string; type: string } | null {
  if (!isOwnAddress(address)) return null;
  let pathname: string;
  try {
    pathname = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  // Backslashes and colons are separators and drives on Windows; no built file has either in its name.
  if (/[\0\\:]/.test(pathname)) return null;
  const path = normalize(join(root, pathname === "/" ? "index.html" : pathname));
  if (!path.startsWith(normalize(root + sep))) return null;
  const type = types[extname(path).toLowerCase()];
  return type === undefined ? null : { path, type };
}

interface Served {
  status: 200 | 404 | 405;
  headers: Record<string, string>;
  body: Buffer;
}

/** Answers one request. Never rejects: what cannot be read is not there. */
export async function serve(root: string, request: { url: string; method: string }): Promise<Served> {
  const refuse = (status: 404 | 405): Served => ({
    status,
    headers: { ...securityHeaders, "Content-Type": "text/plain; charset=utf-8" },
    body: Buffer.alloc(0),
  });
  if (request.method !== "GET") return refuse(405);
  const file = fileOf(root, request.url);
  if (file === null) return refuse(404);
  try {
    const body = await readFile(file.path);
    return { status: 200, headers: { ...securityHeaders, "Content-Type": file.type }, body };
  } catch {
    return refuse(404);
  }
}

/** Before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** What Electron before 25 has in place of `protocol.handle`. */
interface BufferProtocol {
  registerBufferProtocol(
    scheme: string,
    handler: (
      request: { url: string; method: string },
      answer: (response: {
        statusCode: number;
        headers: Record<string, string>;
        mimeType: string;
        data: Buffer;
      }) => void,
    ) => void,
  ): boolean;
}

/** After the application is ready, before the window opens. `root` is the absolute folder of the built window. */
export function serveWindow(root: string): void {
  if (typeof (protocol as Partial<typeof protocol>).handle === "function") {
    protocol.handle(scheme, async (request) => {
      const { status, headers, body } = await serve(root, request);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  (protocol as unknown as BufferProtocol).registerBufferProtocol(scheme, (request, answer) => {
    void serve(root, request).then(({ status, headers, body }) => {
      const mimeType = (headers["Content-Type"] ?? "").split(";")[0] ?? "";
      answer({ statusCode: status, headers, mimeType, data: body });
    });
  });
}
