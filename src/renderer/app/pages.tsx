/** The pages: each is one folder of features/ and exports one component; the frame imports nothing else of it. */
import { type ComponentType, lazy } from "react";
import type { Page } from "../stores/navigation";

type PageModule = { default: ComponentType };

export const pageComponents: Readonly<Record<Page, ComponentType>> = {
  start: lazy((): Promise<PageModule> => import("../features/start")),
  data: lazy((): Promise<PageModule> => import("../features/data")),
  train: lazy((): Promise<PageModule> => import("../features/train")),
  latent: lazy((): Promise<PageModule> => import("../features/latent")),
  system: lazy((): Promise<PageModule> => import("../features/system")),
};

export const Timeline: ComponentType = lazy((): Promise<PageModule> => import("../features/timeline"));
