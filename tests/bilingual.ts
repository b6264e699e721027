import { expect } from "vitest";
import { SaddleError, toErrorValue } from "../src/shared/contract/errors";
import type { Localized } from "../src/shared/domain/text";

/** What a person is told when something fails: an error, an issue of a recipe, a backend's reason. */
interface Told {
  readonly message: Localized;
  readonly hint?: Localized | undefined;
}

/** It is there in both languages, the Korean one is Korean, and no value is missing in either. */
export function expectBothLanguages(told: Told | SaddleError): void {
  const { message, hint } = told instanceof SaddleError ? toErrorValue(told) : told;
  for (const text of hint === undefined ? [message] : [message, hint]) {
    expect(text.en).toMatch(/[a-z]/i);
    expect(text.ko).toMatch(/[가-힣]/);
    for (const said of [text.en, text.ko]) expect(said).not.toMatch(/\bundefined\b|\[object /);
  }
}
