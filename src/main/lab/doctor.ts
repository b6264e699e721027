/** What the lab finds on this machine: what runs where, and why. */
import { statfs as statfsCallback } from "node:fs";
import { mkdir } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";
import { promisify } from "node:util";
import { toErrorValue } from "../../shared/contract/errors";
import type { RecipeCheck, TrainerHello } from "../../shared/contract/trainer";
import type { Finding } from "../../shared/domain/doctor";
import type { Directories } from "./directories";
import { journalsIn } from "./directories";

/** What the doctor asks; each may fail, which is a finding too. */
export interface Patient {
  readonly directories: Directories;
  readonly version: string;
  hello(): Promise<TrainerHello>;
  /** The check of a recipe on the built-in data. */
  checkData(): Promise<RecipeCheck>;
}

/** Below this much free space a run of some length may not be recorded, bytes. */
const scarceDisk = 2 * 2 ** 30;
const scarceMemory = 2 ** 30;

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function failed(id: string, title: string, error: unknown): Finding {
  const { message, hint } = toErrorValue(error);
  return { id, status: "bad", title, detail: message, ...(hint === undefined ? {} : { hint }) };
}

const backendTitles = {
  "tensorflow-cuda": "TensorFlow with CUDA",
  "tensorflow-cpu": "TensorFlow on the processor",
  wasm: "WebAssembly",
} as const;

async function backends(patient: Patient): Promise<Finding[]> {
  try {
    const { backend, backendTitle, findings } = await patient.hello();
    const used: Finding = {
      id: "backend.used",
      status: backend === "wasm" ? "warning" : "good",
      title: "In use",
      detail: backendTitle,
    };
    const tried = findings.map(
      ({ id, usable, reason, hint }): Finding => ({
        id: `backend.${id}`,
        status: usable ? "good" : "info",
        title: backendTitles[id],
        detail: reason,
        ...(hint === undefined ? {} : { hint }),
      }),
    );
    return [used, ...tried];
  } catch (error) {
    return [failed("backend.used", "In use", error)];
  }
}

async function data(patient: Patient): Promise<Finding> {
  const title = "MNIST, built in";
  try {
    const { issues } = await patient.checkData();
    const issue = issues.find(({ path }) => path.startsWith("dataset"));
    if (issue) {
      const { message, hint } = issue;
      return { id: "data.mnist", status: "bad", title, detail: message, ...(hint === undefined ? {} : { hint }) };
    }
    return {
      id: "data.mnist",
      status: "good",
      title,
      detail: "60,000 training and 10,000 test images; counts and SHA-256 of the four original files are right.",
    };
  } catch (error) {
    return failed("data.mnist", title, error);
  }
}

async function disk(id: string, title: string, path: string): Promise<Finding> {
  try {
    await mkdir(path, { recursive: true });
    // The oldest runtime (Node 16) cannot tell how much is free.
    if (typeof statfsCallback !== "function") return { id, status: "info", title, detail: path };
    const { bavail, bsize } = await promisify(statfsCallback)(path);
    const free = bavail * bsize;
    const scarce = free < scarceDisk;
    return {
      id,
      status: scarce ? "warning" : "good",
      title,
      detail: `${path}, ${gibibytes(free)} free`,
      ...(scarce ? { hint: "Make room: a long run records checkpoints of tens of megabytes each." } : {}),
    };
  } catch (error) {
    return failed(id, title, error);
  }
}

function machine(): Finding[] {
  const processors = cpus();
  const free = freemem();
  return [
    {
      id: "cpu",
      status: "info",
      title: "Processor",
      detail: `${processors[0]?.model.trim() || process.arch}, ${processors.length} threads`,
    },
    {
      id: "memory",
      status: free < scarceMemory ? "warning" : "good",
      title: "Memory",
      detail: `${gibibytes(free)} free of ${gibibytes(totalmem())}`,
      ...(free < scarceMemory ? { hint: "Close other programs before training large networks." } : {}),
    },
  ];
}

function runtimes(version: string): Finding[] {
  const findings: Finding[] = [
    { id: "saddle", status: "info", title: "Saddle", detail: `${version} on ${process.platform} ${process.arch}` },
    { id: "node", status: "info", title: "Node", detail: process.versions.node },
  ];
  const { electron } = process.versions;
  if (electron === undefined) return findings;
  const old = process.env.SADDLE_DEVELOPMENT_RUNTIME === "1";
  findings.push({
    id: "electron",
    status: old ? "warning" : "good",
    title: "Electron",
    detail: old ? `${electron}, an old one that serves development only` : electron,
    ...(old ? { hint: "The official one was out of reach; `SADDLE_VERIFY=1 npm start` looks for it again." } : {}),
  });
  return findings;
}

/** All findings, most telling first. Never throws. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const { directories, version } = patient;
  const used = await backends(patient);
  const rest = await Promise.all([
    data(patient),
    disk("disk.home", "Projects and settings", journalsIn(directories.home)),
    disk("disk.cache", "Cache", directories.cache),
  ]);
  return [...used, ...rest, ...machine(), ...runtimes(version)];
}
