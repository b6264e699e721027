/** Addresses that may be opened in a person's own browser: the papers and sources the lab speaks of. */
import { SaddleError } from "../../../shared/contract/errors";
import { say } from "../../../shared/domain/text";

/** A host, and where only a part of it is meant, how its paths begin. */
const allowed: ReadonlyArray<{ readonly host: string; readonly path: string; readonly reason: string }> = [
  { host: "arxiv.org", path: "/", reason: "papers" },
  { host: "papers.nips.cc", path: "/", reason: "papers of NIPS up to 2019" },
  { host: "proceedings.neurips.cc", path: "/", reason: "papers of NeurIPS" },
  { host: "openreview.net", path: "/", reason: "papers of ICLR" },
  { host: "github.com", path: "/tensorflow/", reason: "TensorFlow and TensorFlow.js, when they are at fault" },
];

/**
 * The address as it may be handed to the system's browser.
 * @throws SaddleError `bad-input` for anything but https to a host of the list.
 */
export function allowedLink(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new SaddleError("bad-input", say("This link is not a web address.", "웹 주소가 아닌 링크입니다."));
  }
  const plain = url.protocol === "https:" && url.port === "" && url.username === "" && url.password === "";
  // URL has resolved `..` in the path and lower-cased the host by now.
  if (!plain || !allowed.some(({ host, path }) => url.hostname === host && url.pathname.startsWith(path))) {
    const refused = `${url.protocol}//${url.host}`;
    const hosts = allowed.map(({ host }) => host).join(", ");
    throw new SaddleError(
      "bad-input",
      say(`Saddle does not open ${refused}.`, `Saddle에서는 ${refused} 주소를 열지 않습니다.`),
      { hint: say(`Links go to ${hosts} only.`, `열 수 있는 주소: ${hosts}.`) },
    );
  }
  return url.href;
}
