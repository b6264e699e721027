/** What the code itself says in two languages: the type asks for both, this for what they hold. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

interface Sentence {
  /** `src/main/lab/lab.ts:310`. */
  place: string;
  en: string;
  ko: string;
}

/** Text of a literal, with what is filled in as `{{…}}`; null for anything else. */
function textOf(node: ts.Node | undefined, source: ts.SourceFile): string | null {
  if (node === undefined) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.templateSpans.reduce(
    (text, { expression, literal }) => `${text}{{${expression.getText(source)}}}${literal.text}`,
    node.head.text,
  );
}

const property = (object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined =>
  object.properties.find(
    (each): each is ts.PropertyAssignment => ts.isPropertyAssignment(each) && each.name.getText() === name,
  )?.initializer;

function read(folder: string) {
  const [said, literals, unchanged]: [Sentence[], Sentence[], { place: string; text: string }[]] = [[], [], []];
  for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
    if (!/\.(ts|tsx|mjs)$/.test(file)) continue;
    const content = readFileSync(join(root, folder, file), "utf8");
    const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      const place = `${folder}/${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      if (ts.isCallExpression(node)) {
        const [first, second] = node.arguments.map((argument) => textOf(argument, source));
        const called = node.expression.getText(source);
        if (called === "say" && typeof first === "string" && typeof second === "string") {
          said.push({ place, en: first, ko: second });
        }
        if (called === "same" && typeof first === "string") unchanged.push({ place, text: first });
      }
      if (ts.isObjectLiteralExpression(node)) {
        const [en, ko] = [textOf(property(node, "en"), source), textOf(property(node, "ko"), source)];
        if (en !== null && ko !== null) literals.push({ place, en, ko });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { said, literals, unchanged };
}

const [code, setUp] = [read("src"), read("scripts")];
const said = [...code.said, ...setUp.literals];
const all = [...said, ...code.literals];

/** What is filled in, whichever of both languages it is in: `{{reason.en}}` is `{{reason.*}}`. */
const filledIn = (text: string): string[] =>
  [...new Set(text.match(/\{\{.*?\}\}/gs) ?? [])].map((part) => part.replace(/\b(en|ko)\b|"[^"]*"/g, "*")).sort();
const plain = (text: string): string => text.replace(/\{\{.*?\}\}/gs, "…");

describe("the sentences of the code", () => {
  it("are found by this test at all", () => {
    expect(code.said.length).toBeGreaterThan(200);
    expect(setUp.literals.length).toBeGreaterThan(40);
    expect(code.literals.length).toBeGreaterThan(100);
  });

  it("are English in English and Korean in Korean", () => {
    const foreign = said.filter(({ en, ko }) => {
      const rest = plain(ko).replace(/`[^`]*`/g, "");
      return /[가-힣]/.test(en) || (plain(en) !== "" && !/[가-힣]/.test(ko) && /[a-z]{3,} [a-z]{2,}/.test(rest));
    });
    expect(foreign).toEqual([]);
  });

  it("fill in the same values in both languages", () => {
    expect(all.filter(({ en, ko }) => filledIn(en).join() !== filledIn(ko).join())).toEqual([]);
  });

  it("put no particle after a value that would fit only some values", () => {
    const lone = /\}\}[”"’`\])]?(?:을|를|은|는|이|가|과|와|으로|로)(?![가-힣(])/;
    expect(all.filter(({ ko }) => lone.test(ko))).toEqual([]);
  });

  it("end in a full stop in both languages, or in neither", () => {
    const ends = (text: string): boolean => /[.?]$/.test(text);
    expect(said.filter(({ en, ko }) => ends(en) !== ends(ko))).toEqual([]);
  });

  it("are no English sentences where the code says that no language changes them", () => {
    expect(code.unchanged.filter(({ text }) => /[a-z]{2,} [a-z]{2,}/.test(plain(text)))).toEqual([]);
  });
});
