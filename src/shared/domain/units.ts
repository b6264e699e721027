/** What numbers of settings count, in both languages. A unit that is not here is the same in all: `px`, `nats`. */
import { type Localized, same, say } from "./text";

const units: Readonly<Record<string, Localized>> = {
  steps: say("steps", "스텝"),
  epochs: say("epochs", "에폭"),
  updates: say("updates", "회"),
  images: say("images", "장"),
  points: say("points", "개"),
  examples: say("examples", "개"),
  dimensions: say("dimensions", "차원"),
  units: say("units", "유닛"),
  "feature maps": say("feature maps", "특징 맵"),
};

export const unitOf = (name: string): Localized => units[name] ?? same(name);
