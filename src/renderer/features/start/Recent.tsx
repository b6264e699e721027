import { ActionIcon, Button, Tooltip, UnstyledButton } from "@mantine/core";
import { IconFileOff, IconFolderOpen, IconX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { RecentProject } from "../../../shared/domain/project";
import { openProject, useBusy } from "../../app/commands";
import { request } from "../../bridge";
import { useLanguage } from "../../stores/settings";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { moment } from "../../ui/format";
import { attempt } from "../../ui/notices";
import { useRequest } from "../../ui/useRequest";

const askRecent = () => request("project.recent", {});

/** `/home/kim/labs` of `/home/kim/labs/a.saddle`. */
const folderOf = (path: string): string => path.replace(/[/\\][^/\\]*$/, "");

function RecentRow(props: { project: RecentProject; onGone: () => void }): ReactElement {
  const { t } = useTranslation("start");
  const language = useLanguage();
  const { project } = props;
  const forget = async (): Promise<void> => {
    const answer = await attempt(request("project.forget", { path: project.path }));
    if (answer !== undefined) props.onGone();
  };
  return (
    <li className="sd-recent-row" data-missing={project.present ? undefined : true}>
      <UnstyledButton
        className="sd-recent-open"
        title={project.path}
        aria-disabled={!project.present}
        onClick={() => {
          if (project.present) void openProject(project.path);
        }}
      >
        <span className="sd-recent-name">
          {!project.present && <IconFileOff size={14} stroke={1.8} aria-hidden />}
          <span>{project.name}</span>
        </span>
        <span className="sd-recent-path">{folderOf(project.path)}</span>
        <span className="sd-recent-when">
          {project.present ? moment(project.usedAt, language) : t("recent.missing")}
        </span>
      </UnstyledButton>
      <Tooltip label={t("recent.forget")}>
        <ActionIcon
          size={26}
          aria-label={t("recent.forgetNamed", { name: project.name })}
          onClick={() => void forget()}
        >
          <IconX size={15} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

/** Projects that were open lately, and the way to any other. */
export function Recent(): ReactElement {
  const { t } = useTranslation("start");
  const { answer, error, again } = useRequest(askRecent);
  const busy = useBusy((store) => store.open);
  return (
    <section className="sd-recent" aria-label={t("recent.title")}>
      <header>
        <h2>{t("recent.title")}</h2>
        <Button
          variant="default"
          leftSection={<IconFolderOpen size={15} stroke={1.7} />}
          loading={busy}
          data-action="open"
          onClick={() => void openProject()}
        >
          {t("recent.open")}
        </Button>
      </header>
      {error !== null && <ErrorNotice error={error} />}
      {answer !== null && answer.recent.length === 0 && <p className="sd-recent-none">{t("recent.none")}</p>}
      <ul>
        {answer?.recent.map((project) => (
          <RecentRow key={project.path} project={project} onGone={again} />
        ))}
      </ul>
    </section>
  );
}
