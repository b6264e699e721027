import { Button, Modal } from "@mantine/core";
import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Recoverable } from "../../shared/domain/project";
import { request } from "../bridge";
import { useLanguage } from "../stores/settings";
import { count, moment } from "../ui/format";
import { attempt } from "../ui/notices";
import { recoverProject, useBusy } from "./commands";

function JournalRow(props: { journal: Recoverable; onGone: () => void; onRecovered: () => void }): ReactElement {
  const { t } = useTranslation("common");
  const language = useLanguage();
  const [sure, setSure] = useState(false);
  const busy = useBusy((store) => store.open);
  const { journal } = props;

  const discard = async (): Promise<void> => {
    const answer = await attempt(request("project.discard", { id: journal.id }));
    if (answer !== undefined) props.onGone();
  };

  return (
    <li className="sd-recover-row" data-journal={journal.id}>
      <div className="sd-recover-what">
        <strong>{journal.name}</strong>
        <span>{t("recover.when", { when: moment(journal.changedAt, language), step: count(journal.step) })}</span>
        {journal.path !== null && <span className="sd-path">{journal.path}</span>}
      </div>
      {sure ? (
        <>
          <Button color="red" variant="default" className="sd-danger" onClick={() => void discard()}>
            {t("recover.discardSure")}
          </Button>
          <Button variant="default" onClick={() => setSure(false)}>
            {t("recover.keep")}
          </Button>
        </>
      ) : (
        <>
          <Button
            loading={busy}
            data-action="recover"
            data-autofocus
            onClick={() => void recoverProject(journal.id).then(props.onRecovered)}
          >
            {t("recover.recover")}
          </Button>
          <Button variant="default" data-action="discard" onClick={() => setSure(true)}>
            {t("recover.discard")}
          </Button>
        </>
      )}
    </li>
  );
}

/** Offers back, at the start, what a crash left behind. */
export function Recovery(): ReactElement {
  const { t } = useTranslation("common");
  const [journals, setJournals] = useState<readonly Recoverable[]>([]);
  const [closed, setClosed] = useState(false);

  useEffect(() => {
    let current = true;
    void attempt(request("project.recoverable", {})).then((answer) => {
      if (current && answer !== undefined) setJournals(answer.journals);
    });
    return () => {
      current = false;
    };
  }, []);

  return (
    <Modal
      opened={journals.length > 0 && !closed}
      onClose={() => setClosed(true)}
      title={t("recover.title")}
      closeButtonProps={{ "aria-label": t("close") }}
      size={600}
    >
      <p className="sd-recover-text">{t("recover.text")}</p>
      <ul className="sd-recover">
        {journals.map((journal) => (
          <JournalRow
            key={journal.id}
            journal={journal}
            onGone={() => setJournals((rows) => rows.filter((row) => row.id !== journal.id))}
            onRecovered={() => setClosed(true)}
          />
        ))}
      </ul>
      <Button variant="subtle" onClick={() => setClosed(true)}>
        {t("recover.later")}
      </Button>
    </Modal>
  );
}
