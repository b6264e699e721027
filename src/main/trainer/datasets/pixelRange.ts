/** What a picture's bytes become. */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";

/** Of black and of white, by the name of the setting. */
export const pixelRanges = { "[0,1]": [0, 1], "[-1,1]": [-1, 1] } as const;

/** The setting. */
export const pixelRange = (usual: keyof typeof pixelRanges) =>
  field(z.enum(["[0,1]", "[-1,1]"]).default(usual), {
    title: { en: "Pixel range", ko: "픽셀 범위 Pixel range" },
    help: {
      en: "What black and white become; it must fit the generator's output (sigmoid or tanh)",
      ko: "검정과 흰색의 값. 생성자 Generator의 출력(sigmoid 또는 tanh)에 맞아야 함",
    },
    choices: {
      "[0,1]": { en: "0 to 1 (sigmoid)", ko: "0~1 (sigmoid)" },
      "[-1,1]": { en: "−1 to 1 (tanh)", ko: "−1~1 (tanh)" },
    },
  });
