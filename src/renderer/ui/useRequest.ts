import { useCallback, useEffect, useRef, useState } from "react";
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";

export interface Asked<T> {
  answer: T | null;
  error: ErrorValue | null;
  again: () => void;
}

/** Asks once when the part appears, and again when told to. `ask` must be stable (module level or memoised). */
export function useRequest<T>(ask: () => Promise<T>): Asked<T> {
  const [state, setState] = useState<{ answer: T | null; error: ErrorValue | null }>({ answer: null, error: null });
  const latest = useRef(0);
  const again = useCallback(() => {
    latest.current += 1;
    const mine = latest.current;
    ask().then(
      (answer) => {
        if (mine === latest.current) setState({ answer, error: null });
      },
      (thrown: unknown) => {
        if (mine === latest.current) setState((before) => ({ ...before, error: toErrorValue(thrown) }));
      },
    );
  }, [ask]);
  useEffect(() => {
    again();
    return () => {
      latest.current += 1;
    };
  }, [again]);
  return { ...state, again };
}
