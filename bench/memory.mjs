/** Memory of the trainer over a run: live tensors, bytes in tensors, resident memory. */
import { record } from "./report.mjs";
import { openTrainer, recipe } from "./trainer.mjs";

/** Steps at which memory is looked at; what is allocated once is there at the first. */
const moments = [500, 1_000, 2_000, 5_000];

const trainer = openTrainer();
try {
  const { backendTitle } = await trainer.greet();
  await trainer.openRun(recipe("gan-mnist"));
  const rows = [];
  for (const until of moments) {
    await trainer.playUntil(until);
    const { tensors, tensorBytes, residentBytes } = await trainer.request("memory", {});
    rows.push({ step: until, tensors, tensorBytes, residentBytes });
    console.log(
      `step ${String(until).padStart(6)}  ${String(tensors).padStart(5)} tensors  ${(tensorBytes / 1e6).toFixed(1).padStart(7)} MB in tensors  ${(residentBytes / 1e6).toFixed(0).padStart(5)} MB resident`,
    );
  }
  const first = rows[0];
  const last = rows[rows.length - 1];
  const gained = last.tensors - first.tensors;
  console.log(
    `from step ${first.step} to ${last.step}: ${gained} tensors gained, resident memory × ${(last.residentBytes / first.residentBytes).toFixed(3)}`,
  );
  record("memory", { backend: backendTitle, rows, tensorsGained: gained });
} finally {
  trainer.end();
}
