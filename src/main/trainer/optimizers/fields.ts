/** Fields that several optimizers share. */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";

export const learningRate = field(z.number().min(0).max(10), {
  title: { en: "Learning rate", ko: "학습률 Learning rate" },
  help: {
    en: "How far one update goes; can change while paused",
    ko: "한 번 갱신할 때 가는 거리. 일시정지 중에 바꿀 수 있습니다",
  },
  live: true,
});
