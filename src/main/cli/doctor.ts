/** `saddle doctor`: what runs where on this machine, and why. */
import type { Command } from "commander";
import type { BackendId } from "../../shared/contract/trainer";
import type { Finding } from "../../shared/domain/doctor";
import { withLab } from "./open";
import { backendOption } from "./options";
import { exitCodes, type RunCommand } from "./output";

const marks = { good: "ok", warning: "warning", bad: "problem", info: "-" } as const;

const line = ({ status, label, title, detail, hint }: Finding): string =>
  `${marks[status].padEnd(8)} ${title.en}${label === undefined ? "" : ` (${label.en.toLowerCase()})`}: ${detail.en}${hint === undefined ? "" : `\n${" ".repeat(9)}${hint.en}`}`;

export function addDoctor(program: Command, run: RunCommand): void {
  program
    .command("doctor")
    .description("tell what runs where on this machine, and why")
    .addOption(backendOption())
    .action((options: { backend?: BackendId }) =>
      run((output) =>
        withLab(output, options, async (lab) => {
          const findings = await lab.doctor();
          const healthy = findings.every(({ status }) => status !== "bad");
          output.answer({ healthy, findings }, findings.map(line).join("\n"));
          return healthy ? exitCodes.done : exitCodes.failed;
        }),
      ),
    );
}
