import { expect, it } from "vitest";
import { roughTime } from "../../../../src/shared/domain/speed";

it.each([
  [0.2, 1, "seconds"],
  [2, 2, "seconds"],
  [6, 5, "seconds"],
  [12, 10, "seconds"],
  [54, 50, "seconds"],
  [56, 1, "minutes"],
  [200, 3, "minutes"],
  [585, 10, "minutes"],
  [700, 10, "minutes"],
  [44 * 60, 45, "minutes"],
  [58 * 60, 1, "hours"],
  [100 * 60, 1.5, "hours"],
  [11.6 * 3600, 12, "hours"],
  [60 * 3600, 3, "days"],
])("%d seconds are about %d %s", (seconds, amount, unit) => {
  expect(roughTime(seconds)).toEqual({ amount, unit });
});
