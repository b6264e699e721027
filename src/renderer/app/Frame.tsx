import { type ReactElement, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { connectLive } from "../stores/live";
import { go, needsProject, showsProject, usePage } from "../stores/navigation";
import { useProjectFields } from "../stores/project";
import { AboutSheet } from "./AboutSheet";
import { Banners } from "./Banners";
import { DropOverlay } from "./DropOverlay";
import { PageGuard } from "./PageGuard";
import { pageComponents, Timeline } from "./pages";
import { Rail } from "./Rail";
import { Recovery } from "./Recovery";
import { ShortcutSheet } from "./ShortcutSheet";
import { TopBar } from "./TopBar";
import { useKeys, useMainEvents } from "./useWindowEvents";

/** Rail, top bar, the page, and the one timeline under the pages that show a run. */
export function Frame(): ReactElement {
  const { t } = useTranslation("common");
  const page = usePage();
  const project = useProjectFields("id", "name", "dirty");
  useKeys();
  useMainEvents();

  const open = project !== null;
  useEffect(() => {
    if (open) connectLive();
  }, [open]);

  // Also one that nobody asked for in the window: from the command line, a double click, a second start.
  const id = project?.id;
  useEffect(() => {
    if (id !== undefined) go("train");
  }, [id]);

  const name = project?.name;
  const dirty = project?.dirty === true;
  useEffect(() => {
    document.title = name === undefined ? "Saddle" : `${dirty ? "• " : ""}${name} – Saddle`;
  }, [name, dirty]);

  // A page that shows a run has nothing to show once the project is closed.
  const shown = needsProject(page) && project === null ? "start" : page;
  useEffect(() => {
    if (shown !== page) go(shown);
  }, [shown, page]);

  const PageComponent = pageComponents[shown];
  return (
    <div className="sd-frame">
      <a className="sd-skip" href="#page">
        {t("skip")}
      </a>
      <Rail page={shown} />
      <div className="sd-main">
        <TopBar />
        <Banners />
        <main className="sd-page" id="page" data-page={shown} tabIndex={-1}>
          <PageGuard key={shown}>
            <Suspense fallback={null}>
              <PageComponent />
            </Suspense>
          </PageGuard>
        </main>
        {showsProject(shown) && (
          <PageGuard>
            <Suspense fallback={null}>
              <footer className="sd-timeline">
                <Timeline />
              </footer>
            </Suspense>
          </PageGuard>
        )}
      </div>
      <DropOverlay />
      <Recovery />
      <ShortcutSheet />
      <AboutSheet />
    </div>
  );
}
