import { SaddleError } from "../../shared/contract/errors";
import { say } from "../../shared/domain/text";

/**
 * Puts text on the clipboard on a person's click. The window has no clipboard permission, so the
 * old way comes second: a selected text field and the copy command, which need none.
 */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    return;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) {
      throw new SaddleError("unsupported", say("The clipboard is not available.", "클립보드를 쓸 수 없습니다."));
    }
  }
}
