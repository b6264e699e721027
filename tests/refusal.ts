import { SaddleError } from "../src/shared/contract/errors";

/** What an action was refused with; fails where it was not refused, or by a fault of another kind. */
export async function refusalOf(action: Promise<unknown>): Promise<SaddleError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof SaddleError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
