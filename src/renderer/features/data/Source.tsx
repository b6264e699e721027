import { Button, Progress } from "@mantine/core";
import { IconDownload, IconFile, IconFolder, IconX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { DataDescription } from "../../../shared/contract/data";
import { fashionDownloadBytes } from "../../../shared/domain/fashionMnist";
import { useLocalized } from "../../i18n";
import { cancelImport, chooseSource, takeFashion, useDataStore } from "../../stores/data";
import { clock, count } from "../../ui/format";
import { Panel } from "../../ui/Panel";

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Buttons that take other pictures. */
export function Choose(): ReactElement {
  const { t } = useTranslation("data");
  const busy = useDataStore((store) => store.busy);
  return (
    <div className="sd-data-choose">
      <Button
        variant="default"
        size="compact-sm"
        disabled={busy}
        data-action="choose-folder"
        leftSection={<IconFolder size={15} stroke={1.7} />}
        onClick={() => void chooseSource("folder")}
      >
        {t("chooseFolder")}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        disabled={busy}
        data-action="choose-file"
        leftSection={<IconFile size={15} stroke={1.7} />}
        onClick={() => void chooseSource("file")}
      >
        {t("chooseFile")}
      </Button>
      <GetFashion />
    </div>
  );
}

/** Takes Fashion-MNIST, which is fetched where it is not here yet. */
export function GetFashion(): ReactElement {
  const { t } = useTranslation("data");
  const busy = useDataStore((store) => store.busy);
  return (
    <Button
      variant="default"
      size="compact-sm"
      disabled={busy}
      data-action="get-fashion-mnist"
      title={t("fashionTitle", { size: megabytes(fashionDownloadBytes) })}
      leftSection={<IconDownload size={15} stroke={1.7} />}
      onClick={() => void takeFashion()}
    >
      Fashion-MNIST
    </Button>
  );
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** How far an import is, and the way to end it; or how far an archive is unpacked. */
export function Importing(): ReactElement | null {
  const { t } = useTranslation("data");
  const progress = useDataStore((store) => store.progress ?? store.unpacking);
  if (progress === null) return null;
  const { source, unit, done, total, secondsLeft } = progress;
  const shown = unit === "pictures" ? count : megabytes;
  return (
    <div className="sd-data-import" role="status">
      <div>
        <span>{t(`importing.${unit}`, { name: nameOf(source), done: shown(done), total: shown(total) })}</span>
        {secondsLeft !== null && <span>{t("left", { time: clock(secondsLeft) })}</span>}
        {unit !== "unpacked" && (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconX size={13} stroke={1.8} />}
            onClick={() => void cancelImport()}
          >
            {t("cancel")}
          </Button>
        )}
      </div>
      <Progress value={(done / Math.max(1, total)) * 100} size={4} color="ink" aria-label={t("importLabel")} />
    </div>
  );
}

/** What was decided about the data, and files of it that could not be used. */
export function Notes({ description }: { description: DataDescription }): ReactElement | null {
  const { t } = useTranslation("data");
  const localized = useLocalized();
  const { notes, skipped } = description;
  if (notes.length === 0 && skipped.count === 0) return null;
  return (
    <Panel
      title={t("notes")}
      note={skipped.count > 0 ? t("skipped", { count: skipped.count }) : undefined}
      className="sd-data-notes"
    >
      <ul>
        {notes.map((note) => (
          <li key={note.en}>{localized(note)}</li>
        ))}
        {skipped.files.slice(0, 200).map(({ name, reason }) => (
          <li key={name} className="sd-data-skipped">
            <b title={name}>{name}</b>
            <span>{localized(reason)}</span>
          </li>
        ))}
        {skipped.count > 200 && <li>{t("moreSkipped", { count: skipped.count - 200 })}</li>}
      </ul>
    </Panel>
  );
}
