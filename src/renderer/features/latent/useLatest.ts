/** What the trainer last answered to a wish that changes, kept up with while training. */
import { useEffect, useRef, useState } from "react";
import { type ErrorValue, toErrorValue } from "../../../shared/contract/errors";
import { LatestOnly } from "./latest";

export interface Latest<Answer> {
  /** Null until the first answer. */
  readonly picture: Answer | null;
  /** What went wrong with the last request. */
  readonly error: ErrorValue | null;
}

/** Asks again when the wish or the step changed; `null` asks nothing and keeps what is shown. */
export function useLatest<Wish, Answer>(
  wish: Wish | null,
  step: number,
  ask: (wish: Wish) => Promise<Answer>,
): Latest<Answer> {
  const [latest, setLatest] = useState<Latest<Answer>>({ picture: null, error: null });
  const asker = useRef<LatestOnly<Wish, Answer> | null>(null);
  useEffect(() => {
    const only = new LatestOnly<Wish, Answer>(
      ask,
      (picture) => setLatest({ picture, error: null }),
      (thrown) => setLatest((before) => ({ ...before, error: toErrorValue(thrown) })),
    );
    asker.current = only;
    return () => only.end();
  }, [ask]);
  // As text, so that an equal wish is not asked for twice.
  const key = wish === null ? null : JSON.stringify(wish);
  useEffect(() => {
    if (key !== null && step >= 0) asker.current?.want(JSON.parse(key) as Wish);
  }, [key, step]);
  return latest;
}
