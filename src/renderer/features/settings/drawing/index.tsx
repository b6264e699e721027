import type { ReactElement } from "react";
import { FieldRow } from "../FieldRow";
import type { Field } from "../schema";
import { CurveField } from "./CurveField";
import { DabsField } from "./DabsField";
import "./drawing.css";

/** The canvas of a value that is drawn, without its row. */
export function DrawingOf({ field, path }: { field: Field; path: string }): ReactElement {
  const Editor = field.text.editor === "curve" ? CurveField : DabsField;
  return <Editor field={field} path={path} />;
}

/** A value that is drawn with the pointer, as a row of the form. */
export function DrawnField({ field, path }: { field: Field; path: string }): ReactElement {
  return (
    <FieldRow field={field} path={path} wide>
      <DrawingOf field={field} path={path} />
    </FieldRow>
  );
}
