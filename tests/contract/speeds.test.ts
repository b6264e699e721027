import { expect, it } from "vitest";
import type { Speeds } from "../../src/shared/domain/speed";
import { openLab, refusalOf, temporaryFolder, untilState } from "./support";

it("recipes are measured until a run wants to start; the run's own pace is remembered for the next start", async () => {
  const home = await temporaryFolder();
  const lab = await openLab(home);
  expect(lab.speeds()).toEqual({ known: {}, measuring: null });
  const told: Speeds[] = [];
  const until = (fulfilled: (speeds: Speeds) => boolean): Promise<void> =>
    new Promise((done) => {
      const end = lab.on("speeds.changed", (speeds) => {
        told.push(speeds);
        if (!fulfilled(speeds)) return;
        end();
        done();
      });
    });
  const second = until(({ measuring }) => measuring?.done === 1);
  const measuring = lab.measure();
  await second;
  expect(lab.speeds()).toMatchObject({
    known: { "gan-mnist": expect.any(Number) },
    measuring: { done: 1, total: expect.any(Number) },
  });
  const measured = lab.speeds().known["gan-mnist"];

  await lab.create("gan-mnist");
  const trained = until(({ known }) => known["gan-mnist"] !== measured);
  await lab.play();
  await measuring;
  expect(lab.speeds().measuring).toBeNull();
  expect(Object.keys(lab.speeds().known).length).toBeLessThan(4);
  await untilState(lab, "running");
  expect(await refusalOf(lab.measure())).toMatchObject({ code: "conflict" });
  await trained;
  const pace = lab.speeds().known["gan-mnist"]!;
  expect(pace).toBeGreaterThan(1);
  await lab.pause();
  await lab.shutdown({ keep: false });

  const later = await openLab(home);
  expect(later.speeds().known["gan-mnist"]).toBe(pace);
  expect(later.trainers).toEqual([]);
});
