/** Project files as nobody should open them, each with the reason that must be given. */
import type { ArchiveManifest } from "../../../src/main/project/manifest";
import { decodeSafetensors, encodeSafetensors } from "../../../src/shared/formats/safetensors";
import { checkpoint, layout, newRun, picture, pointsAt, recipe } from "./records";
import { sha256, type ZipEntry, zip64Beyond, zipOf } from "./zip";

const historyOf = (rows: readonly (readonly [number, number, number])[]): Buffer => {
  const header = Buffer.from('{"version":1,"columns":["d.loss"]}'.padEnd(36));
  const bytes = Buffer.alloc(12 + header.length + rows.length * 20);
  bytes.write("SADDHIST", "latin1");
  bytes.writeUInt32LE(header.length, 8);
  bytes.set(header, 12);
  for (const [index, [step, seconds, loss]] of rows.entries()) {
    const at = 12 + header.length + index * 20;
    bytes.writeDoubleLE(step, at);
    bytes.writeDoubleLE(seconds, at + 8);
    bytes.writeFloatLE(loss, at + 16);
  }
  return bytes;
};

const history = historyOf([
  [1, 0.1, 0.5],
  [2, 0.2, 0.4],
]);
const weights = checkpoint(2, "kept");
const names = {
  history: "runs/a/history.bin",
  checkpoint: "runs/a/checkpoints/2.safetensors",
  samples: "runs/a/samples/2.png",
};

interface Parts {
  manifest: ArchiveManifest & Record<string, unknown>;
  entries: ZipEntry[];
}

/** A sound project file, as its parts. */
function sound(): Parts {
  const entries: ZipEntry[] = [
    { name: names.history, content: history, deflated: true },
    { name: names.checkpoint, content: weights.bytes },
    { name: names.samples, content: picture(2) },
  ];
  const { bytes: _, ...record } = weights;
  return {
    entries,
    manifest: {
      format: 1,
      madeBy: "Saddle 0.1.0",
      project: {
        name: "a",
        recipe,
        activeRun: "a",
        runs: [
          {
            ...newRun("a"),
            step: 2,
            seconds: 0.2,
            checkpoints: [{ ...record, bytes: weights.bytes.length }],
            samples: [{ step: 2, layout: { ...layout } }],
          },
        ],
      },
      files: entries.map(({ name, content }) => ({ name, bytes: content.length, sha256: sha256(content) })),
    },
  };
}

const manifestEntry = (text: string): ZipEntry => ({
  name: "manifest.json",
  content: Buffer.from(text),
  deflated: true,
});

function packed(change: (parts: Parts) => void): Buffer {
  const parts = sound();
  change(parts);
  return zipOf([...parts.entries, manifestEntry(JSON.stringify(parts.manifest))]);
}

const pointsName = "runs/a/samples/2.safetensors";
/** Like {@link packed}, with points in the place of the picture. */
const withPoints = (content: Uint8Array, format = 2): Buffer =>
  packed(({ manifest, entries }) => {
    entries[2] = { name: pointsName, content: Buffer.from(content) };
    manifest.files[2] = { name: pointsName, bytes: content.length, sha256: sha256(content) };
    manifest.project.runs[0]!.samples = [{ step: 2, layout: null }];
    manifest.format = format;
  });
/** A record of points with some of its tensors replaced, added or (null) left out. */
const changedPoints = (changes: Record<string, { shape: number[]; data: Float32Array } | null>): Uint8Array => {
  const tensors = new Map(decodeSafetensors(pointsAt(2), "test").tensors.map((tensor) => [tensor.name, tensor]));
  for (const [name, change] of Object.entries(changes)) {
    if (change) tensors.set(name, { name, type: "F32", ...change });
    else tensors.delete(name);
  }
  return encodeSafetensors({ tensors: [...tensors.values()], metadata: {} });
};

/** Like {@link packed}, with an entry replaced and its record made to fit. */
const withContent = (name: string, content: Uint8Array): Buffer =>
  packed(({ manifest, entries }) => {
    entries.find((entry) => entry.name === name)!.content = content;
    Object.assign(manifest.files.find((file) => file.name === name)!, {
      bytes: content.length,
      sha256: sha256(content),
    });
  });

const entryNamed = (name: string): Buffer =>
  packed(({ entries }) => void entries.push({ name, content: Buffer.from("x") }));
/** A sound file: what the table says of others would be worth nothing if this one were refused. */
export const whole = packed(() => undefined);
const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

/** What is wrong, the file, and what the refusal says. */
export const hostileFiles: [title: string, file: Buffer, reason: string][] = [
  ["an empty file", Buffer.alloc(0), "it is empty"],
  ["a text", Buffer.from("not a project"), "it is not a Saddle project (no zip archive), or it is cut off"],
  [
    "another program's zip",
    zipOf([{ name: "word/document.xml", content: Buffer.from("<x/>") }]),
    "it has an entry called",
  ],
  ["a zip of nothing", zipOf([]), "it has no manifest.json"],
  ["a file cut off in its first entry", whole.subarray(0, 40), "it is cut off"],
  ["a file cut off in the middle", whole.subarray(0, whole.length / 2), "it is cut off"],
  ["a file cut off in its directory", whole.subarray(0, whole.length - 60), "it is cut off"],
  ["a file without its last byte", whole.subarray(0, whole.length - 1), "it is cut off"],
  ["a file without its first kilobyte", whole.subarray(1024), "directory is damaged"],
  ["a directory beyond the end", zipOf([manifestEntry("{}")], { directory: 1_000_000 }), "directory is damaged"],
  ["a directory at 2^63", zip64Beyond(), "directory is damaged"],
  ["more entries than are there", zipOf([manifestEntry("{}")], { count: 9 }), "directory is damaged"],
  ["a path that climbs", entryNamed("../../escape.txt"), 'it has an entry called "../../escape.txt"'],
  ["a path that climbs from within", entryNamed("runs/a/samples/../../../x.png"), "it has an entry called"],
  ["a path that climbs by a run", entryNamed("runs/../samples/1.png"), "it has an entry called"],
  ["an absolute path", entryNamed("/etc/cron.d/x"), 'it has an entry called "/etc/cron.d/x"'],
  ["a path of Windows", entryNamed("C:\\x"), "it has an entry called"],
  ["a backslash", entryNamed("runs\\a\\samples\\3.png"), "it has an entry called"],
  ["a device of Windows", entryNamed("runs/nul/samples/3.png"), "it has an entry called"],
  ["upper case", entryNamed("runs/A/samples/3.png"), "it has an entry called"],
  ["a folder", entryNamed("runs/a/samples/"), "it has an entry called"],
  ["a name that ends a string", entryNamed("manifest.json\0.png"), "it has an entry called"],
  ["a name of 60,000 bytes", entryNamed("a".repeat(60_000)), "it has an entry called"],
  ["the lock of a journal", entryNamed("lock-0123456789abcdef.json"), "it has an entry called"],
  ["a surplus picture", entryNamed("runs/a/samples/3.png"), "runs/a/samples/3.png is not in its manifest.json"],
  [
    "a symbolic link",
    packed(({ entries }) => Object.assign(entries[2]!, { mode: 0o120777 })),
    `its entry ${names.samples} is a link or a folder`,
  ],
  [
    "an entry twice",
    packed(({ entries }) => void entries.push(entries[2]!)),
    `it has two entries called ${names.samples}`,
  ],
  [
    "an encrypted entry",
    packed(({ entries }) => Object.assign(entries[2]!, { says: { flags: 1 } })),
    `its entry ${names.samples} is encrypted`,
  ],
  [
    "an unknown way of packing",
    packed(({ entries }) => Object.assign(entries[0]!, { says: { method: 14 } })),
    "is packed in a way that projects are not",
  ],
  [
    "a packed picture",
    packed(({ entries }) => Object.assign(entries[2]!, { deflated: true })),
    "is packed in a way that projects are not",
  ],
  [
    "a picture of 3 GB by its own account",
    packed(({ entries }) => Object.assign(entries[2]!, { says: { bytes: 3e9, compressedBytes: 3e9 } })),
    `its entry ${names.samples} would have 3000000000 bytes`,
  ],
  [
    "a picture larger than the file",
    packed(({ entries }) => Object.assign(entries[2]!, { says: { bytes: 6e7, compressedBytes: 6e7 } })),
    "is cut off",
  ],
  [
    "a stored entry of two sizes",
    packed(({ entries }) => Object.assign(entries[2]!, { says: { bytes: 10 } })),
    `the sizes of its entry ${names.samples} disagree`,
  ],
  [
    "entries that share bytes",
    packed(({ entries }) => Object.assign(entries[2]!, { says: { offset: 0 } })),
    "overlaps another",
  ],
  [
    "a bomb: 300 MB of zeros as a history",
    packed(({ entries }) => Object.assign(entries[0]!, { content: new Uint8Array(300_000_000) })),
    "times when unpacked",
  ],
  [
    "a bomb that denies its size",
    packed(({ entries }) =>
      Object.assign(entries[0]!, { content: new Uint8Array(3e7), says: { bytes: history.length } }),
    ),
    `its entry ${names.history} is larger than it says`,
  ],
  [
    "a bomb as a manifest",
    zipOf([{ name: "manifest.json", content: Buffer.alloc(30_000_000, " "), deflated: true }]),
    "times when unpacked",
  ],
  [
    "a history that is shorter than it says",
    packed(({ entries, manifest }) => {
      Object.assign(entries[0]!, { says: { bytes: history.length + 1 } });
      manifest.files[0]!.bytes++;
    }),
    `its entry ${names.history} is cut off`,
  ],
  [
    "a wrong checksum",
    packed(({ manifest }) => Object.assign(manifest.files[1]!, { sha256: "0".repeat(64) })),
    `the checksum of ${names.checkpoint} is wrong`,
  ],
  [
    "a changed byte",
    packed(({ entries }) => {
      const content = Uint8Array.from(entries[1]!.content);
      content[content.length - 1]! ^= 1;
      entries[1]!.content = content;
    }),
    `the checksum of ${names.checkpoint} is wrong`,
  ],
  [
    "a manifest with a wrong checksum",
    zipOf([...sound().entries, { ...manifestEntry(JSON.stringify(sound().manifest)), says: { crc: 1 } }]),
    "the checksum of manifest.json is wrong",
  ],
  ["a missing entry", packed(({ entries }) => void entries.splice(1, 1)), `its entry ${names.checkpoint} is missing`],
  [
    "a checkpoint that the file does not have",
    packed(({ entries, manifest }) => {
      entries.splice(1, 1);
      manifest.files.splice(1, 1);
    }),
    `its checkpoint ${names.checkpoint} is missing`,
  ],
  [
    "a picture that the file does not have",
    packed(({ entries, manifest }) => {
      entries.splice(2, 1);
      manifest.files.splice(2, 1);
    }),
    `its samples ${names.samples} are missing`,
  ],
  [
    "a listed entry of another size",
    packed(({ manifest }) => void manifest.files[2]!.bytes++),
    `its entry ${names.samples} has`,
  ],
  [
    "an entry that is listed twice",
    packed(({ manifest }) => void manifest.files.push(manifest.files[0]!)),
    `lists ${names.history} twice`,
  ],
  [
    "an entry that no run knows",
    packed(({ manifest }) => void manifest.project.runs[0]!.samples.pop()),
    `its entry ${names.samples} belongs to nothing`,
  ],
  ["a manifest that is no JSON", zipOf([manifestEntry("{")]), "its manifest.json is not JSON"],
  ["a manifest without a version", zipOf([manifestEntry("[]")]), "names no format version"],
  [
    "a version to come",
    zipOf([manifestEntry('{"format":3,"madeBy":"Saddle 3.1.4","surprise":true}')]),
    "it was made by Saddle 3.1.4 in project format 3",
  ],
  [
    "a version that never was, of a maker with a bell in its name",
    zipOf([manifestEntry('{"format":0,"madeBy":"\\u0007"}')]),
    "it was made by an unknown program in project format 0",
  ],
  ["a manifest nested without end", zipOf([manifestEntry(`{"format":1,"project":${deep}}`)]), "is nested too deeply"],
  ["a prototype in the recipe", zipOf([manifestEntry('{"format":1,"x":{"__proto__":{"y":1}}}')]), "called __proto__"],
  [
    "a manifest of ten million commas",
    zipOf([{ ...manifestEntry(`[${"0,".repeat(1e7)}0]`), deflated: false }]),
    "lists too much",
  ],
  [
    "a surplus field",
    packed(({ manifest }) => Object.assign(manifest.project, { autorun: "rm" })),
    "in its manifest.json, project is wrong",
  ],
  [
    "a step that is a text",
    packed(({ manifest }) => Object.assign(manifest.project.runs[0]!, { step: "2" })),
    "project.runs.0.step is wrong",
  ],
  [
    "a run whose id is a path",
    packed(({ manifest }) => Object.assign(manifest.project.runs[0]!, { id: "../a" })),
    "project.runs.0.id is wrong",
  ],
  [
    "200 runs",
    packed(({ manifest }) => {
      manifest.project.runs = Array.from({ length: 200 }, (_, index) => newRun(`r${index}`));
    }),
    "project.runs is wrong",
  ],
  [
    "20,000 edits",
    packed(({ manifest }) => {
      manifest.project.runs[0]!.edits = Array.from({ length: 20_000 }, () => ({ step: 1, path: "a", value: 1 }));
    }),
    "project.runs.0.edits is wrong",
  ],
  [
    "an active run that is not there",
    packed(({ manifest }) => Object.assign(manifest.project, { activeRun: "b" })),
    "there is no run b",
  ],
  [
    "runs that come from each other",
    packed(({ manifest }) => {
      const [a] = manifest.project.runs;
      a!.parent = { run: "b", step: 1 };
      manifest.project.runs.push(newRun("b", { run: "a", step: 1 }));
    }),
    "run a comes from itself",
  ],
  [
    "an atlas of 16 million pictures",
    packed(({ manifest }) => {
      manifest.project.runs[0]!.samples[0]!.layout = { width: 4096, height: 4096, columns: 1024, count: 65_536 };
    }),
    "project.runs.0.samples.0.layout is wrong",
  ],
  [
    "a checkpoint that is none",
    withContent(names.checkpoint, new Uint8Array(weights.bytes.length)),
    "safetensors file",
  ],
  ["a picture that is none", withContent(names.samples, Buffer.from("<svg/>")), "it is not a PNG picture"],
  [
    "a picture of another size than its layout",
    packed(({ manifest }) => {
      manifest.project.runs[0]!.samples[0]!.layout = { ...layout, width: 500 };
    }),
    "it is 4×6 pixels instead of 1000×6",
  ],
  ["points that are none", withPoints(Buffer.from("points")), "safetensors file"],
  ["points without bounds", withPoints(changedPoints({ bounds: null })), "tensor bounds is missing"],
  [
    "points of three dimensions",
    withPoints(changedPoints({ bounds: { shape: [3, 2], data: Float32Array.of(0, 1, 0, 1, 0, 1) } })),
    "tensor bounds is F32 of shape [3,2]",
  ],
  [
    "points within nothing",
    withPoints(changedPoints({ bounds: { shape: [2, 2], data: Float32Array.of(1, 1, 0, Number.NaN) } })),
    "its bounds enclose nothing",
  ],
  [
    "a discriminator over another shape",
    withPoints(changedPoints({ logits: { shape: [4, 1], data: new Float32Array(4) } })),
    "tensor logits is F32 of shape [4,1]",
  ],
  [
    "more arrows than points",
    withPoints(changedPoints({ descent: { shape: [4, 2], data: new Float32Array(8) } })),
    "tensor descent is F32 of shape [4,2]",
  ],
  ["half a grid of z", withPoints(changedPoints({ "lattice.x": null })), "its grid of z is not whole"],
  [
    "a slice through less than itself",
    withPoints(changedPoints({ "lattice.latentSize": { shape: [1], data: Float32Array.of(1) } })),
    "its z has 1 dimensions",
  ],
  [
    "points with something else among them",
    withPoints(changedPoints({ virus: { shape: [1], data: new Float32Array(1) } })),
    'it holds a tensor "virus"',
  ],
  ["a megabyte of points", withPoints(new Uint8Array(1024 * 1024 + 1)), "would have 1048577 bytes"],
  [
    "points called a picture",
    packed(({ manifest }) => {
      manifest.project.runs[0]!.samples[0]!.layout = null;
    }),
    "its samples runs/a/samples/2.safetensors are missing",
  ],
  ["a format to come", withPoints(pointsAt(2), 3), "project format 3"],
  ["a history that is none", withContent(names.history, Buffer.from("step,loss\n1,0.5\n")), "it is not a history"],
  ["a history with half a row", withContent(names.history, history.subarray(0, -1)), "its last row is cut off"],
  [
    "a history that goes back",
    withContent(
      names.history,
      historyOf([
        [2, 0, 0],
        [1, 0, 0],
      ]),
    ),
    "row 1 is out of order",
  ],
  ["a history of half steps", withContent(names.history, historyOf([[0.5, 0, 0]])), "row 0 is out of order"],
  ["a history before time", withContent(names.history, historyOf([[1, -1, 0]])), "row 0 is out of order"],
  [
    "a history whose header lies",
    withContent(names.history, Buffer.from(Uint8Array.from(history).fill(0xff, 8, 12))),
    "it is not a history",
  ],
];
