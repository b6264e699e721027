import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconChartLine, IconCpu, IconHome, IconPhoto, IconVectorBezier2 } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { go, needsProject, type Page, pages } from "../stores/navigation";
import { useProjectPart } from "../stores/project";
import { SaddleMark } from "../ui/SaddleMark";

const icons = { start: IconHome, data: IconPhoto, train: IconChartLine, latent: IconVectorBezier2, system: IconCpu };

/** The pages, one under the other. */
export function Rail(props: { page: Page }): ReactElement {
  const { t } = useTranslation("common");
  const open = useProjectPart((project) => project !== null);
  return (
    <nav className="sd-rail" aria-label={t("pages")}>
      <div className="sd-rail-mark">
        <SaddleMark size={30} />
      </div>
      {pages.map((page) => {
        const Icon = icons[page];
        const waits = needsProject(page) && !open;
        return (
          <Tooltip key={page} label={t("needsProject")} position="right" disabled={!waits}>
            <UnstyledButton
              className="sd-rail-item"
              data-page-link={page}
              aria-current={props.page === page ? "page" : undefined}
              aria-disabled={waits}
              mod={{ waits, last: page === "system" }}
              onClick={() => {
                if (!waits) go(page);
              }}
            >
              <Icon size={21} stroke={1.6} aria-hidden />
              <span>{t(`page.${page}`)}</span>
            </UnstyledButton>
          </Tooltip>
        );
      })}
    </nav>
  );
}
