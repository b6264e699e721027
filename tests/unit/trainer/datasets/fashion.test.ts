import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { debData, debFiles } from "../../../../src/main/trainer/datasets/download/deb";
import { cachedFolder, fileOf, getFashionMnist } from "../../../../src/main/trainer/datasets/download/fashion";
import type { Download } from "../../../../src/main/trainer/datasets/download/web";
import { download } from "../../../../src/main/trainer/datasets/download/web";
import {
  fashionMnist,
  type IdxPart,
  idxParts,
  knownIdx,
  mnistOriginal,
} from "../../../../src/main/trainer/datasets/knownIdx";
import { mnist } from "../../../../src/main/trainer/datasets/mnist";
import { SaddleError } from "../../../../src/shared/contract/errors";
import { say } from "../../../../src/shared/domain/text";
import { refusalBy, refusalOf } from "../../../refusal";

/** Made by tests/fixtures/origin/deb.py with Python's tarfile and lzma. */
const fixture = JSON.parse(readFileSync(join(import.meta.dirname, "../../../fixtures/deb.json"), "utf8")) as {
  deb: string;
  files: Record<string, { packed: string; sha256: string }>;
};
const deb = Uint8Array.from(Buffer.from(fixture.deb, "base64"));
const packed = (part: IdxPart) => Uint8Array.from(Buffer.from(fixture.files[fileOf(part)]!.packed, "base64"));
const hashes = Object.fromEntries(idxParts.map((part) => [part, fixture.files[fileOf(part)]!.sha256])) as Record<
  IdxPart,
  string
>;

const roots: string[] = [];
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "saddle-fashion-"));
  roots.push(root);
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

const watch = (progress: (done: number) => void = () => undefined) => {
  const cancel = new AbortController();
  return { cancel, signal: cancel.signal, progress };
};
const unreachable = () => new SaddleError("disk", say("It is out of reach.", "연결할 수 없습니다."));
/** The web with these hosts only. */
const web =
  (hosts: { github?: boolean; debian?: Uint8Array }, asked: string[] = []): Download =>
  async (url, _most, { came }) => {
    asked.push(new URL(url).host);
    if (url.endsWith(".deb") && hosts.debian) {
      came(hosts.debian.length);
      return hosts.debian;
    }
    const part = idxParts.find((each) => url.endsWith(`/${fileOf(each)}.gz`));
    if (part === undefined || !hosts.github) throw unreachable();
    came(100);
    return packed(part);
  };
const inCache = (): string[] => readdirSync(root).sort();

describe("Fashion-MNIST by its name", () => {
  it("comes from its authors, else from Debian's package, and is kept unpacked", async () => {
    for (const hosts of [{ github: true }, { debian: deb }]) {
      const asked: string[] = [];
      const told: number[] = [];
      await getFashionMnist(
        root,
        watch((done) => told.push(done)),
        { fetch: web(hosts, asked), hashes },
      );
      expect(new Set(asked)).toEqual(
        new Set(["raw.githubusercontent.com", ...(hosts.github ? [] : ["deb.debian.org"])]),
      );
      expect(told.at(-1)).toBe(hosts.github ? 400 : deb.length);
      expect(inCache()).toEqual(["fashion-mnist"]);
      for (const part of idxParts) {
        expect(readFileSync(join(cachedFolder(root), fileOf(part)))).toEqual(gunzipSync(packed(part)));
      }
    }
    // Named as MNIST's files are, so that they open as any such folder does.
    const { classes, count, test, title } = await mnist.open(mnist.params.parse({ source: cachedFolder(root) }));
    expect([title, count, test?.count, classes?.[9]]).toEqual(["fashion-mnist", 2, 1, "9"]);
  });

  it("is refused where it is not what was published, damaged, out of reach or not wanted any more; nothing is left", async () => {
    const get = (fetch: Download, expected = hashes, cancel = watch()) =>
      refusalOf(getFashionMnist(root, cancel, { fetch, hashes: expected }));
    expect(await get(web({ debian: deb }), fashionMnist.hashes)).toMatchObject({ code: "bad-file" });
    expect(await get(web({ debian: deb.subarray(0, -40) }))).toMatchObject({ code: "bad-file" });
    expect(await get(web({}))).toMatchObject({ code: "disk" });
    const cancel = watch();
    const stopping: Download = async (url, most, given) => {
      const bytes = await web({ github: true })(url, most, given);
      cancel.cancel.abort();
      return bytes;
    };
    expect(await get(stopping, hashes, cancel)).toMatchObject({ code: "cancelled" });
    expect(inCache()).toEqual([]);
  });

  it("is not there before it is fetched, and says how to get it", async () => {
    const place = { directory: root, workers: null };
    const settings = mnist.params.parse({ source: "fashion-mnist" });
    // Unless this machine has Debian's package.
    if (await mnist.importing.isReady(settings, place)) return;
    expect(await refusalOf(mnist.open(settings, place))).toMatchObject({
      code: "conflict",
      path: "dataset.source",
      hint: expect.objectContaining({ en: expect.stringContaining("saddle data fashion-mnist") }),
    });
    expect(mnist.importing.form(settings)).toMatchObject({ shape: [28, 28, 1], classes: fashionMnist.classes });
  });

  it("is told by its content, whatever the folder is called", () => {
    expect(knownIdx([fashionMnist.hashes["train-images"], fashionMnist.hashes["t10k-labels"]])).toBe(fashionMnist);
    expect(knownIdx([mnistOriginal.hashes["train-images"], fashionMnist.hashes["t10k-labels"]])).toBeNull();
    expect(fashionMnist.classes).toHaveLength(10);
  });
});

describe("a Debian package", () => {
  it("gives the files that are wanted", async () => {
    const files = await debFiles(deb, "a.deb", 1000, (name) => name.endsWith("labels-idx1-ubyte.gz"));
    expect([...files.keys()]).toEqual([
      "./usr/share/datasets/fashion-mnist/train-labels-idx1-ubyte.gz",
      "./usr/share/datasets/fashion-mnist/t10k-labels-idx1-ubyte.gz",
    ]);
    expect(gunzipSync([...files.values()][0]!).subarray(-2)).toEqual(Buffer.from([3, 9]));
  });

  it("is refused where it is none, is cut off, or lies about its lengths", async () => {
    const text = (changed: (bytes: Buffer) => void): Uint8Array => {
      const bytes = Buffer.from(deb);
      changed(bytes);
      return bytes;
    };
    const found = (bytes: Uint8Array): string => refusalBy(() => debData(bytes, "a.deb")).message;
    expect(found(Uint8Array.of(1, 2, 3))).toContain("this is no Debian package");
    expect(found(text((bytes) => bytes.write("99999999", 8 + 48)))).toContain("byte 8");
    expect(found(deb.subarray(0, 80))).toContain("it holds no data.tar.xz");
    expect(found(deb.subarray(0, -8))).toContain("a member's header is damaged");
    const damaged = text((bytes) => bytes.fill(7, 300, 360));
    expect(await refusalOf(debFiles(damaged, "a.deb", 1000, () => true))).toMatchObject({ code: "bad-file" });
  });
});

describe("a download", () => {
  it("takes https alone", async () => {
    const asked = { signal: new AbortController().signal, came: () => undefined };
    expect(await refusalOf(download("http://127.0.0.1:9/x", 10, asked))).toMatchObject({
      code: "disk",
      message: expect.stringContaining("http://127.0.0.1:9/x could not be downloaded"),
    });
  });
});
