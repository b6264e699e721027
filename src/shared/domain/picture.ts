/** Pictures as they travel: 8-bit RGBA, rows first, many of one size side by side in an atlas. */

import { z } from "zod";
import { byteArray } from "./arrays";

export const atlasSchema = z.object({
  /** Size of one picture in pixels. */
  width: z.int().min(1).max(4096),
  height: z.int().min(1).max(4096),
  columns: z.int().min(1).max(1024),
  count: z.int().min(1).max(65_536),
  /** What each column shows, where each shows one thing: the classes of a sweep. */
  columnLabels: z.array(z.string().max(256)).max(1024).optional(),
  /** RGBA of the whole atlas, `columns·width` by `ceil(count / columns)·height` pixels. */
  rgba: byteArray,
});
export type Atlas = z.infer<typeof atlasSchema>;
