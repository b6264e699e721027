/** From the names of files to classes and splits: by sub-folders, or by a CSV file that lists them. */
import { type Localized, say } from "../../../../shared/domain/text";
import { mostClasses, refusal } from "./source";

export interface Arranged {
  readonly classes: string[] | null;
  /** Beside each name: index into `classes`, or null without labels. */
  readonly labels: readonly (number | null)[];
  readonly test: readonly boolean[];
  readonly notes: Localized[];
}

const splits: Readonly<Record<string, "training" | "test">> = {
  train: "training",
  training: "training",
  test: "test",
  testing: "test",
  val: "test",
  valid: "test",
  validation: "test",
};

const splitOf = (folder: string): "training" | "test" | undefined => {
  const key = folder.toLowerCase();
  return Object.hasOwn(splits, key) ? splits[key] : undefined;
};

const natural = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/**
 * @param names of all files, relative, with `/`
 * @param csv a table of file names and labels, which goes before folders
 * @throws SaddleError `bad-file` where the table names none of the files
 */
export function arrange(names: readonly string[], csv: { name: string; text: string } | null): Arranged {
  const parts = names.map((name) => name.split("/"));
  // A folder that everything lies in says nothing.
  let skip = 0;
  while (parts.length > 0 && parts.every((each) => each.length > skip + 1 && each[skip] === parts[0]![skip])) skip++;
  const inner = parts.map((each) => each.slice(skip));
  const tops = new Set(inner.map((each) => (each.length > 1 ? each[0]! : "")));
  const split =
    [...tops].every((top) => splitOf(top) !== undefined) && [...tops].some((top) => splitOf(top) === "training");
  const test = inner.map((each) => split && splitOf(each[0]!) === "test");
  if (csv !== null) return { ...fromTable(names, csv), test };
  const folders = inner.map((each) => {
    const rest = split ? each.slice(1) : each;
    return rest.length > 1 ? rest[0]! : null;
  });
  const found = [...new Set(folders)];
  if (found.length < 2 || found.includes(null))
    return { classes: null, labels: names.map(() => null), test, notes: [] };
  if (found.length > mostClasses) return { ...unlabelled(names, found.length), test };
  const classes = (found as string[]).sort(natural);
  const index = new Map(classes.map((name, at) => [name, at]));
  return { classes, labels: folders.map((folder) => index.get(folder!)!), test, notes: [] };
}

const unlabelled = (names: readonly string[], classes: number) => ({
  classes: null,
  labels: names.map(() => null),
  notes: [
    say(
      `${classes} classes are more than the ${mostClasses} that labels can name; labels are left out.`,
      `클래스가 ${classes}개로 레이블이 나타낼 수 있는 ${mostClasses}개를 넘어 레이블을 쓰지 않습니다.`,
    ),
  ],
});

function fromTable(names: readonly string[], csv: { name: string; text: string }): Omit<Arranged, "test"> {
  const rows = parseCsv(csv.text);
  const known = new Map<string, number[]>();
  const add = (key: string, at: number): void => {
    const before = known.get(key);
    if (before) before.push(at);
    else known.set(key, [at]);
  };
  names.forEach((name, at) => {
    const base = name.slice(name.lastIndexOf("/") + 1);
    for (const key of new Set([name, base, base.replace(/\.[^.]+$/, "")])) add(key, at);
  });
  const width = Math.max(0, ...rows.slice(0, 50).map((row) => row.length));
  const hits = Array.from({ length: width }, (_, column) => rows.filter((row) => known.has(row[column] ?? "")).length);
  const nameColumn = hits.indexOf(Math.max(...hits));
  if (width < 2 || hits[nameColumn] === 0 || nameColumn < 0) {
    throw refusal(
      csv.name,
      say("columns", "열"),
      say("no column names the pictures' files", "이미지 파일의 이름이 든 열이 없습니다"),
      say(
        "One column must hold file names and another their labels; or remove the CSV file.",
        "한 열에는 파일 이름, 다른 열에는 레이블이 있어야 합니다. 아니면 CSV 파일을 지우세요.",
      ),
    );
  }
  const header = known.has(rows[0]![nameColumn] ?? "") ? null : rows[0]!;
  const named = header?.findIndex((title, at) => at !== nameColumn && /label|class|target|category/i.test(title)) ?? -1;
  const labelColumn = named >= 0 ? named : nameColumn === 0 ? 1 : 0;
  const texts: (string | null)[] = names.map(() => null);
  for (const row of rows) {
    const label = row[labelColumn]?.trim() ?? "";
    if (label === "") continue;
    for (const at of known.get(row[nameColumn] ?? "") ?? []) texts[at] = label.slice(0, 100);
  }
  const found = [...new Set(texts.filter((text) => text !== null))];
  if (found.length > mostClasses) return unlabelled(names, found.length);
  const missing = texts.filter((text) => text === null).length;
  if (missing > 0) {
    // A picture without a label would be counted as one of some class.
    return {
      classes: null,
      labels: names.map(() => null),
      notes: [
        say(
          `${csv.name} names no label for ${missing} of ${names.length} pictures; labels are left out.`,
          `${csv.name}: 이미지 ${names.length}장 가운데 ${missing}장의 레이블이 없어 레이블을 쓰지 않습니다.`,
        ),
      ],
    };
  }
  const classes = found.sort(natural);
  const index = new Map(classes.map((name, at) => [name, at]));
  return { classes, labels: texts.map((text) => index.get(text!)!), notes: [] };
}

/** RFC 4180: fields between commas (or tabs or semicolons), quoted where they hold one. */
export function parseCsv(text: string): string[][] {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const line = text.slice(start, text.indexOf("\n") < 0 ? undefined : text.indexOf("\n"));
  const comma = [",", "\t", ";"].reduce((best, sign) =>
    line.split(sign).length > line.split(best).length ? sign : best,
  );
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  const endRow = (): void => {
    row.push(field);
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
    field = "";
  };
  for (let i = start; i < text.length; i++) {
    const sign = text[i]!;
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (sign === '"' && field === "") quoted = true;
    else if (sign === comma) {
      row.push(field);
      field = "";
    } else if (sign === "\n") endRow();
    else if (sign !== "\r") field += sign;
  }
  if (field !== "" || row.length > 0) endRow();
  return rows;
}
