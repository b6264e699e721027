import { TextInput } from "@mantine/core";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { numberText, parseNumber, stepNumber } from "./numbers";
import { inRange, type NumberShape, rangeText } from "./schema";

/** A number with bounds: typed freely, taken over on Enter or when the focus leaves, stepped by arrow keys. */
export function NumberField(props: {
  id: string;
  label: string;
  shape: NumberShape;
  value: number;
  unit?: string | undefined;
  invalid: boolean;
  /** Grows when a change was refused, see FormContext. */
  refusals: number;
  onChange: (value: number) => void;
}): ReactElement {
  const { t } = useTranslation("settings");
  const { shape, value } = props;
  const [text, setText] = useState(numberText(value));
  const typing = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a refusal leaves the value as it was, and the text is not it
  useEffect(() => {
    if (!typing.current) setText(numberText(value));
  }, [value, props.refusals]);

  const typed = parseNumber(text);
  const wrong = typed === null ? t("notNumber") : inRange(shape, typed) ? null : boundsText();

  function boundsText(): string {
    const range = rangeText(shape);
    if (shape.integer && typed !== null && !Number.isInteger(typed)) return t("notInteger");
    return range === null ? t("notNumber") : t("outOfRange", { range });
  }

  const take = (): void => {
    typing.current = false;
    // What cannot be taken stays visible with its reason; Escape brings the old value back.
    if (typed === null || wrong !== null) return;
    if (text !== numberText(value)) props.onChange(typed);
    setText(numberText(text === numberText(value) ? value : typed));
  };

  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Enter") take();
    else if (event.key === "Escape") {
      typing.current = false;
      setText(numberText(value));
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const next = stepNumber(
        shape,
        wrong === null && typed !== null ? typed : value,
        event.key === "ArrowUp" ? 1 : -1,
        event.shiftKey,
      );
      typing.current = false;
      setText(numberText(next));
      props.onChange(next);
    }
  };

  return (
    <TextInput
      id={props.id}
      aria-label={props.label}
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      className="sd-number"
      value={text}
      error={wrong ?? props.invalid}
      rightSection={props.unit === undefined ? undefined : <span className="sd-number-unit">{props.unit}</span>}
      rightSectionWidth={props.unit === undefined ? undefined : 14 + props.unit.length * 6.5}
      rightSectionPointerEvents="none"
      onChange={(event) => {
        typing.current = true;
        setText(event.currentTarget.value);
      }}
      onBlur={take}
      onKeyDown={press}
    />
  );
}
