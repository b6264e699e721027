import { SaddleError } from "../src/shared/contract/errors";
import { expectBothLanguages } from "./bilingual";

function asRefusal(error: unknown): SaddleError {
  if (!(error instanceof SaddleError)) throw error;
  expectBothLanguages(error);
  return error;
}

/**
 * What an action was refused with, in both languages; fails where it was not refused, or by a fault of
 * another kind.
 */
export async function refusalOf(action: Promise<unknown>): Promise<SaddleError> {
  try {
    await action;
  } catch (error) {
    return asRefusal(error);
  }
  throw new Error("nothing was refused");
}

/** The same of an action that does not wait. */
export function refusalBy(action: () => unknown): SaddleError {
  try {
    action();
  } catch (error) {
    return asRefusal(error);
  }
  throw new Error("nothing was refused");
}
