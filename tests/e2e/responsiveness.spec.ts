/** The window and the main process answer while training takes the whole machine. */
import { expect, test } from "./lab";
import { expectState, reach, startRecipe, transport } from "./window";

const rounds = 20;
/** Half of the answers come within this, milliseconds. */
const bound = 100;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

test("frames and requests are answered while a run goes flat out", async ({ home }) => {
  const { page } = await home.start();
  await startRecipe(page);
  await transport(page, "play").click();
  await expectState(page, "running");
  await reach(page, 3);
  const { frames, requests } = await page.evaluate(async (count) => {
    const timed = async (work: () => Promise<unknown>): Promise<number[]> => {
      const times: number[] = [];
      for (let round = 0; round < count; round += 1) {
        const start = performance.now();
        await work();
        times.push(performance.now() - start);
      }
      return times;
    };
    return {
      frames: await timed(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))),
      requests: await timed(() => window.saddle.request("project.state", {})),
    };
  }, rounds);
  await expectState(page, "running");
  for (const [name, times] of Object.entries({ frames, requests })) {
    console.log(`  ${name}: median ${median(times).toFixed(1)} ms, maximum ${Math.max(...times).toFixed(1)} ms`);
    expect(times).toHaveLength(rounds);
    expect(median(times), name).toBeLessThan(bound);
  }
});
