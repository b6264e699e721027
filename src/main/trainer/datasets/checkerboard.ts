/** A board whose dark squares are evenly filled and whose light ones are empty. */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { DatasetPlugin } from "../plugin";
import { cloudFields, datasetOf, squareBounds, streams } from "./points/cloud";

const params = z.strictObject({
  squares: field(z.int().min(2).max(16).default(4), {
    title: { en: "Squares a side", ko: "한 변의 칸 수 Squares" },
  }),
  ...cloudFields,
});
const width = 4;

export const checkerboard = {
  id: "checkerboard",
  title: { en: "Checkerboard", ko: "체커판 Checkerboard" },
  reference: "Grathwohl et al. 2019 (FFJORD), figure 2",
  params,
  async open({ squares, ...cloud }) {
    const { examples } = cloud;
    const dark: (readonly [number, number])[] = [];
    for (let row = 0; row < squares; row++) {
      for (let column = row % 2; column < squares; column += 2) dark.push([column, row]);
    }
    const draw = streams(cloud);
    const which = draw.uniform("square", examples);
    const within = draw.uniform("within", 2 * examples);
    const side = width / squares;
    const points = new Float32Array(2 * examples);
    for (let i = 0; i < examples; i++) {
      const square = dark[Math.min(dark.length - 1, Math.floor(which[i]! * dark.length))]!;
      for (const d of [0, 1] as const) points[2 * i + d] = (square[d] + within[2 * i + d]!) * side - width / 2;
    }
    const density = (x: ArrayLike<number>): number => {
      const [column, row] = [x[0]!, x[1]!].map((value) => Math.floor((value + width / 2) / side)) as [number, number];
      const outside = column < 0 || row < 0 || column >= squares || row >= squares;
      return outside || (column + row) % 2 === 1 ? 0 : 1 / (dark.length * side ** 2);
    };
    const region = { bounds: squareBounds(width / 2 + 0.5), density, modes: null };
    return datasetOf({ title: "Checkerboard", dimensions: 2, points, region });
  },
} as const satisfies DatasetPlugin<typeof params>;
