/** Names of exported files: `gan-mnist-losses-step-2000.svg`. */

/** Lower-case words and dashes, safe on every file system; Korean letters stay. */
export function slug(text: string): string {
  const words = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return words === "" ? "saddle" : words;
}

export function exportName(project: string, what: string, step: number, extension: "csv" | "svg" | "png"): string {
  return `${slug(project)}-${what}-step-${step}.${extension}`;
}
