import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Finding } from "../../../shared/domain/doctor";
import { useLocalized } from "../../i18n";
import { groupFindings } from "./report";

const icons = { good: IconCircleCheck, warning: IconAlertTriangle, bad: IconAlertOctagon, info: IconInfoCircle };

function FindingRow(props: { finding: Finding }): ReactElement {
  const { t } = useTranslation("system");
  const localized = useLocalized();
  const { finding } = props;
  const Icon = icons[finding.status];
  const status = t(`status.${finding.status}`);
  return (
    <li className="sd-finding" data-status={finding.status} data-finding={finding.id}>
      <Icon size={17} stroke={1.8} role="img" aria-label={status} />
      <div>
        <span className="sd-finding-title">{localized(finding.title)}</span>
        <span className="sd-finding-detail">{localized(finding.detail)}</span>
        {finding.hint !== undefined && <p className="sd-finding-hint">{localized(finding.hint)}</p>}
      </div>
      <span className="sd-finding-status">{finding.label === undefined ? status : localized(finding.label)}</span>
    </li>
  );
}

/** What the doctor found, under headings; each with a sign and a word for its state. */
export function Findings(props: { findings: readonly Finding[] }): ReactElement {
  const { t } = useTranslation("system");
  return (
    <>
      {groupFindings(props.findings).map((group) => (
        <section key={group.id} className="sd-findings">
          <h2>{t(`group.${group.id}`)}</h2>
          <ul>
            {group.findings.map((finding) => (
              <FindingRow key={finding.id} finding={finding} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
