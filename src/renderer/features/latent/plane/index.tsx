/** The whole plane of codes, where they are pairs of numbers: what is made of it, and where examples lie in it. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { PlaneOfCodes } from "../../../../shared/domain/latent";
import { request } from "../../../bridge";
import { type Latest, useLatest } from "../useLatest";
import { CodesPlot } from "./CodesPlot";
import { Manifold } from "./Manifold";
import "./plane.css";

const wish = { side: 20, examples: 1_500 };
const ask = (wanted: typeof wish): Promise<PlaneOfCodes> => request("latent.plane", wanted);

/** @param step the step that the run has reached */
export const usePlane = (able: boolean, step: number): Latest<PlaneOfCodes> => useLatest(able ? wish : null, step, ask);

export function PlaneView({
  project,
  plane,
  generates,
}: {
  project: string;
  plane: PlaneOfCodes;
  generates: boolean;
}): ReactElement {
  const { t } = useTranslation("latent");
  return (
    <>
      <Manifold project={project} plane={plane} />
      <CodesPlot project={project} plane={plane} />
      <p className="sd-plane-help">{t(generates ? "plane.helpPrior" : "plane.helpNoPrior")}</p>
    </>
  );
}
