/** Which page is shown. */
import { create } from "zustand";

export const pages = ["start", "data", "train", "latent", "system"] as const;
export type Page = (typeof pages)[number];

/** Pages that show the open project, and so have the timeline below them. */
export const showsProject = (page: Page): boolean => page === "train" || page === "latent";

/** Pages that are about the open project, with a timeline or without. */
export const needsProject = (page: Page): boolean => page === "data" || showsProject(page);

export const useNavigation = create<{ page: Page }>(() => ({ page: "start" }));

export const usePage = (): Page => useNavigation((store) => store.page);

export function go(page: Page): void {
  useNavigation.setState({ page });
}
