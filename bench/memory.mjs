/** Memory of the trainer over a run as the lab has it: live tensors, bytes in tensors, resident memory. */
import { machine } from "./machine.mjs";
import { figure, record, table } from "./report.mjs";
import { openTrainer, recipe } from "./trainer.mjs";

/** Steps at which memory is looked at; what is allocated once is there at the first. */
const moments = [500, 1_000, 2_000, 5_000];
/** With `--long`. */
const later = [10_000, 20_000];

const trainer = openTrainer();
try {
  const { backendTitle } = await trainer.greet();
  await trainer.openRun(recipe("gan-mnist"));
  const rows = [];
  for (const until of process.env.SADDLE_BENCH_LONG === "1" ? [...moments, ...later] : moments) {
    await trainer.playUntil(until);
    const { tensors, tensorBytes, residentBytes } = await trainer.request("memory", {});
    rows.push({ step: until, tensors, tensorBytes, residentBytes });
    console.log(`step ${until}: ${figure(residentBytes / 1e6)} MB resident`);
  }
  const cells = rows.map(({ step, tensors, tensorBytes, residentBytes }) => [
    step.toLocaleString("en"),
    String(tensors),
    figure(tensorBytes / 1e6),
    figure(residentBytes / 1e6),
  ]);
  for (const line of table([["step", "tensors", "MB in tensors", "MB resident"], ...cells])) console.log(line);
  const first = rows[0];
  const last = rows[rows.length - 1];
  const tensorsGained = last.tensors - first.tensors;
  const growth = last.residentBytes / first.residentBytes;
  console.log(
    `from step ${first.step} to ${last.step}: ${tensorsGained} tensors gained, resident memory × ${growth.toFixed(3)}`,
  );
  record("memory", { machine: machine(), backend: backendTitle, rows, tensorsGained, growth });
} finally {
  trainer.end();
}
