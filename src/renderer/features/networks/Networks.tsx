import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { RecipeCheck } from "../../../shared/contract/trainer";
import { type NetworkFacts, parametersOf } from "../../../shared/domain/network";
import type { RecipeIssue } from "../../../shared/domain/recipe";
import { useLocalized } from "../../i18n";
import { amount, bytes, count, operations as flop } from "../../ui/format";
import { StatNumber } from "../../ui/StatNumber";
import { type FunnelRow, funnelsOf } from "./funnel";
import "./networks.css";

const row = 23;
const half = 38;

/** A layer's part of the drawing: from the width above it to the width below it. */
function Slice(props: { part: FunnelRow }): ReactElement {
  const { above, below, weighty } = props.part;
  // A layer without weights is a line across what flows through it.
  const top = weighty ? above : below;
  return (
    <svg className="sd-net-slice" width={2 * half} height={row} aria-hidden="true">
      <polygon
        className={weighty ? "sd-net-weights" : "sd-net-flow"}
        points={`${half - top},0 ${half + top},0 ${half + below},${row} ${half - below},${row}`}
      />
      <path
        className="sd-net-side"
        d={`M${half - top} 0L${half - below} ${row}M${half + top} 0L${half + below} ${row}`}
      />
      {weighty && <path className="sd-net-end" d={`M${half - below} ${row - 0.5}H${half + below}`} />}
    </svg>
  );
}

function Network(props: {
  network: NetworkFacts;
  funnel: readonly FunnelRow[];
  issues: readonly RecipeIssue[];
  /** Shows a layer's settings; layers are plain text where absent. */
  onReveal: ((path: string) => void) | undefined;
}): ReactElement {
  const { t } = useTranslation("train");
  const localized = useLocalized();
  const { network, funnel, issues, onReveal } = props;
  return (
    <section className="sd-net" data-network={network.id}>
      <h3 className="sd-net-head">
        <span className={`sd-network sd-network-${network.id}`}>
          {t(`networks.name.${network.id}`, { defaultValue: network.id })}
        </span>
        <small>{t("networks.size", { size: count(parametersOf(network)) })}</small>
      </h3>
      <ol className="sd-net-layers">
        <li className="sd-net-layer" data-input>
          <span className="sd-net-slice" />
          <span className="sd-net-name">{localized(network.inputTitle)}</span>
          <span className="sd-net-shape">{network.input.join(" × ")}</span>
          <span className="sd-net-size" />
        </li>
        {network.layers.map((layer, index) => {
          const { path } = layer;
          const products = layer.products > 0 ? [t("networks.products", { size: count(layer.products) })] : [];
          const told = [layer.title, ...(layer.detail ? [layer.detail] : [])].map(localized).join(" ");
          const title = [told, ...products].join("\n");
          return (
            // A layer is known by its place.
            // biome-ignore lint/suspicious/noArrayIndexKey: it has no other identity
            <li key={index} className="sd-net-layer" data-weighty={layer.parameters > 0 || undefined} title={title}>
              <Slice part={funnel[index]!} />
              <span className="sd-net-name">
                {path === undefined || onReveal === undefined ? (
                  localized(layer.title)
                ) : (
                  <button type="button" onClick={() => onReveal(path)}>
                    {localized(layer.title)}
                  </button>
                )}
                {layer.detail !== undefined && <small>{localized(layer.detail)}</small>}
              </span>
              <span className="sd-net-shape">{layer.shape.join(" × ")}</span>
              <span className="sd-net-size">{layer.parameters > 0 ? amount(layer.parameters) : ""}</span>
            </li>
          );
        })}
      </ol>
      {issues.map((issue) => (
        <p key={issue.path} className="sd-field-issue sd-net-issue">
          {localized(issue.message)}
        </p>
      ))}
    </section>
  );
}

/** Networks layer by layer, and what a step of them costs. */
export function Networks(props: { check: RecipeCheck; onReveal?: (path: string) => void }): ReactElement {
  const { t } = useTranslation("train");
  const { networks, operations, memoryBytes, issues } = props.check;
  const funnels = funnelsOf(networks, half);
  const total = networks.reduce((sum, network) => sum + parametersOf(network), 0);
  return (
    <>
      <div className="sd-net-totals">
        <StatNumber label={t("networks.parameters")} value={amount(total)} title={count(total)} />
        {operations !== null && (
          <StatNumber label={t("networks.operations")} value={flop(operations)} title={t("networks.operationsHelp")} />
        )}
        {memoryBytes > 0 && (
          <StatNumber label={t("networks.memory")} value={bytes(memoryBytes)} title={t("networks.memoryHelp")} />
        )}
      </div>
      {networks.map((network, index) => (
        <Network
          key={network.id}
          network={network}
          funnel={funnels[index]!}
          issues={issues.filter(({ path }) => path.startsWith(`model.${network.id}.layers.`))}
          onReveal={props.onReveal}
        />
      ))}
    </>
  );
}
