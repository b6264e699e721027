/** What the lab finds on this machine: what runs where, and why. */
import { statfs } from "node:fs";
import { mkdir } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";
import { promisify } from "node:util";
import { toErrorValue } from "../../shared/contract/errors";
import type { BackendFinding, RecipeCheck, TrainerHello } from "../../shared/contract/trainer";
import type { Finding } from "../../shared/domain/doctor";
import { type Localized, same } from "../../shared/domain/text";
import { backendNames } from "./backends";
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

const hintOf = (hint: Localized | undefined): { hint?: Localized } => (hint === undefined ? {} : { hint });

function failed(id: string, title: Localized, error: unknown): Finding {
  const { message, hint } = toErrorValue(error);
  return { id, status: "bad", title, detail: message, ...hintOf(hint) };
}

const inUse: Localized = { en: "In use", ko: "사용 중" };
const backendLabels: Record<BackendFinding["state"], Localized> = {
  used: inUse,
  "passed-over": { en: "Not needed", ko: "필요 없음" },
  unusable: { en: "Not usable", ko: "사용할 수 없음" },
  failed: { en: "Failed", ko: "실패" },
};

const backendStatus = { used: "good", "passed-over": "info", unusable: "info", failed: "warning" } as const;

async function backends(patient: Patient): Promise<Finding[]> {
  try {
    const { backend, backendTitle, findings } = await patient.hello();
    const used: Finding = {
      id: "backend.used",
      status: backend === "wasm" ? "warning" : "good",
      title: inUse,
      detail: backendTitle,
    };
    const tried = findings.map(
      ({ id, state, reason, hint }): Finding => ({
        id: `backend.${id}`,
        status: backendStatus[state],
        label: backendLabels[state],
        title: backendNames[id],
        detail: reason,
        ...hintOf(hint),
      }),
    );
    return [used, ...tried];
  } catch (error) {
    return [failed("backend.used", inUse, error)];
  }
}

async function data(patient: Patient): Promise<Finding> {
  const id = "data.mnist";
  const title: Localized = { en: "MNIST, built in", ko: "내장 MNIST" };
  try {
    const { issues } = await patient.checkData();
    const issue = issues.find(({ path }) => path.startsWith("dataset"));
    if (issue) return { id, status: "bad", title, detail: issue.message, ...hintOf(issue.hint) };
    return {
      id,
      status: "good",
      title,
      detail: {
        en: "60,000 training and 10,000 test images; counts and SHA-256 of the four original files are right.",
        ko: "학습 이미지 60,000장과 시험 이미지 10,000장. 원본 파일 네 개의 개수와 SHA-256이 맞습니다.",
      },
    };
  } catch (error) {
    return failed(id, title, error);
  }
}

async function disk(id: string, title: Localized, path: string): Promise<Finding> {
  try {
    await mkdir(path, { recursive: true });
    // The oldest runtime (Node 16) cannot tell how much is free.
    if (typeof statfs !== "function") return { id, status: "info", title, detail: same(path) };
    const { bavail, bsize } = await promisify(statfs)(path);
    const free = bavail * bsize;
    const scarce = free < scarceDisk;
    return {
      id,
      status: scarce ? "warning" : "good",
      title,
      detail: { en: `${path}, ${gibibytes(free)} free`, ko: `${path}, ${gibibytes(free)} 남음` },
      ...(scarce
        ? {
            hint: {
              en: "Make room: a long run records checkpoints of tens of megabytes each.",
              ko: "공간을 확보하세요. 긴 실행은 수십 MB의 체크포인트 Checkpoint를 여러 개 기록합니다.",
            },
          }
        : {}),
    };
  } catch (error) {
    return failed(id, title, error);
  }
}

function machine(): Finding[] {
  const processors = cpus();
  const model = processors[0]?.model.trim() || process.arch;
  const free = freemem();
  const scarce = free < scarceMemory;
  return [
    {
      id: "cpu",
      status: "info",
      title: { en: "Processor", ko: "프로세서" },
      detail: { en: `${model}, ${processors.length} threads`, ko: `${model}, 스레드 ${processors.length}개` },
    },
    {
      id: "memory",
      status: scarce ? "warning" : "good",
      title: { en: "Memory", ko: "메모리" },
      detail: {
        en: `${gibibytes(free)} free of ${gibibytes(totalmem())}`,
        ko: `${gibibytes(totalmem())} 중 ${gibibytes(free)} 남음`,
      },
      ...(scarce
        ? {
            hint: {
              en: "Close other programs before training large networks.",
              ko: "큰 네트워크를 학습하기 전에 다른 프로그램을 닫으세요.",
            },
          }
        : {}),
    },
  ];
}

function runtimes(version: string): Finding[] {
  const findings: Finding[] = [
    {
      id: "saddle",
      status: "info",
      title: same("Saddle"),
      detail: same(`${version} · ${process.platform} ${process.arch}`),
    },
    { id: "node", status: "info", title: same("Node"), detail: same(process.versions.node) },
  ];
  const { electron } = process.versions;
  if (electron === undefined) return findings;
  const old = process.env.SADDLE_DEVELOPMENT_RUNTIME === "1";
  if (!old) return [...findings, { id: "electron", status: "good", title: same("Electron"), detail: same(electron) }];
  findings.push({
    id: "electron",
    status: "warning",
    title: same("Electron"),
    detail: { en: `${electron}, an old one that serves development only`, ko: `${electron}, 개발용 구버전` },
    hint: {
      en: "The official one was out of reach; `SADDLE_VERIFY=1 npm start` looks for it again.",
      ko: "공식 버전을 받을 수 없었습니다. `SADDLE_VERIFY=1 npm start`로 다시 찾습니다.",
    },
  });
  return findings;
}

/** All findings, most telling first. Never throws. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const { directories, version } = patient;
  const used = await backends(patient);
  const rest = await Promise.all([
    data(patient),
    disk("disk.home", { en: "Projects and settings", ko: "프로젝트와 설정" }, journalsIn(directories.home)),
    disk("disk.cache", { en: "Cache", ko: "캐시" }, directories.cache),
  ]);
  return [...used, ...rest, ...machine(), ...runtimes(version)];
}
