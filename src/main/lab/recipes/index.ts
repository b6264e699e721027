/** The built-in recipes, in the order of the Start page. */
import { SaddleError } from "../../../shared/contract/errors";
import { didYouMean, nearest } from "../../../shared/domain/nearest";
import type { RecipeCard } from "../../../shared/domain/recipe";
import { say } from "../../../shared/domain/text";
import { aaeMnist } from "./aae-mnist";
import { aeMnist } from "./ae-mnist";
import { cdcganMnist, cganMnist } from "./conditional-mnist";
import { customMnist } from "./custom-mnist";
import { daeMnist } from "./dae-mnist";
import { dcgan64 } from "./dcgan-64";
import { dcganMnist } from "./dcgan-mnist";
import { drawn1d, drawn2d } from "./drawn";
import { gan1d } from "./gan-1d";
import { gan2014Mnist } from "./gan-2014-mnist";
import { gan2014MnistAveraged } from "./gan-2014-mnist-averaged";
import { ganGrid } from "./gan-grid";
import { ganMnist } from "./gan-mnist";
import { ganRing } from "./gan-ring";
import { lsganMnist } from "./lsgan-mnist";
import { r3ganMnist } from "./r3gan-mnist";
import { swissRoll } from "./swiss-roll";
import { unrolledRing } from "./unrolled-ring";
import { vae2dMnist } from "./vae-2d-mnist";
import { vaeMnist } from "./vae-mnist";
import { wganGpMnist } from "./wgan-gp-mnist";

export const recipes: readonly RecipeCard[] = [
  ganMnist,
  dcganMnist,
  dcgan64,
  wganGpMnist,
  lsganMnist,
  r3ganMnist,
  cganMnist,
  cdcganMnist,
  customMnist,
  gan2014Mnist,
  gan2014MnistAveraged,
  gan1d,
  ganRing,
  unrolledRing,
  ganGrid,
  swissRoll,
  drawn1d,
  drawn2d,
  aeMnist,
  daeMnist,
  vaeMnist,
  vae2dMnist,
  aaeMnist,
];

/** @throws SaddleError `not-found` with the nearest match */
export function recipeById(id: string): RecipeCard {
  const found = recipes.find((card) => card.id === id);
  if (found) return found;
  const ids = recipes.map((card) => card.id);
  const match = nearest(id, ids);
  const asked = JSON.stringify(id.slice(0, 80));
  const known = ids.join(", ");
  throw new SaddleError("not-found", say(`There is no recipe ${asked}.`, `레시피 ${asked}이(가) 없습니다.`), {
    hint: match ? didYouMean(match) : say(`Recipes: ${known}.`, `레시피 목록: ${known}.`),
  });
}
