import { Select } from "@mantine/core";
import type { ReactElement } from "react";

/** One of a few named values. */
export function ChoiceField(props: {
  id: string;
  label: string;
  options: readonly { value: string; label: string }[];
  value: string;
  invalid: boolean;
  onChange: (value: string) => void;
}): ReactElement {
  return (
    <Select
      id={props.id}
      aria-label={props.label}
      data={[...props.options]}
      value={props.value}
      error={props.invalid}
      comboboxProps={{ width: "max-content", position: "bottom-end" }}
      onChange={(value) => {
        if (value !== null && value !== props.value) props.onChange(value);
      }}
    />
  );
}
