/**
 * The System page as plain text, to paste into a question or a bug report. In English whatever the window speaks:
 * it is for whoever helps.
 */
import type { TrainerHello } from "../../../shared/contract/trainer";
import type { Finding } from "../../../shared/domain/doctor";
import type { AppInfo } from "../../stores/settings";

const marks = { good: "ok", warning: "warning", bad: "bad", info: "info" } as const;

export function reportText(info: AppInfo | null, hello: TrainerHello | null, findings: readonly Finding[]): string {
  const lines: string[] = [];
  if (info !== null) {
    lines.push(`Saddle ${info.version} on ${info.platform} (${info.locale})`);
    lines.push(`Electron ${info.electron}, Chrome ${info.chrome}, Node ${info.node}`);
    if (info.developmentRuntime) lines.push("Development runtime");
  }
  if (hello !== null) {
    lines.push(`Backend: ${hello.backendTitle.en}`);
    for (const { id, state, reason, hint } of hello.findings) {
      lines.push(`  ${state}: ${id}: ${reason.en}${hint === undefined ? "" : ` — ${hint.en}`}`);
    }
  }
  for (const { status, title, detail, hint } of findings) {
    lines.push(`[${marks[status]}] ${title.en}: ${detail.en}${hint === undefined ? "" : ` — ${hint.en}`}`);
  }
  return `${lines.join("\n")}\n`;
}

export interface FindingGroup {
  /** What stands before the first dot of the ids: `backend` of `backend.wasm`. */
  id: string;
  findings: readonly Finding[];
}

const known = ["backend", "data", "machine", "runtime", "files"] as const;

/** Ids that belong under one heading although they do not share a first word. */
const groupOf: Readonly<Record<string, (typeof known)[number]>> = {
  backend: "backend",
  tensorflow: "backend",
  trainer: "backend",
  dataset: "data",
  datasets: "data",
  data: "data",
  mnist: "data",
  classifier: "data",
  cpu: "machine",
  memory: "machine",
  gpu: "machine",
  machine: "machine",
  os: "machine",
  display: "machine",
  node: "runtime",
  electron: "runtime",
  saddle: "runtime",
  runtime: "runtime",
  disk: "files",
  cache: "files",
  home: "files",
  files: "files",
};

/** Findings under headings, in a fixed order; what fits none comes last under `other`. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, Finding[]>([...known, "other"].map((id) => [id, []]));
  for (const finding of findings) {
    const first = finding.id.split(".", 1)[0] ?? "";
    groups.get(groupOf[first] ?? "other")?.push(finding);
  }
  return [...groups].filter(([, rows]) => rows.length > 0).map(([id, rows]) => ({ id, findings: rows }));
}
