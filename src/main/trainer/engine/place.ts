/** Names the part of the model that is being built or run, so that an error of the engine can say where. */

const places: string[] = [];

/** Runs `action` under a name, such as `generator/0`. */
export function at<T>(place: string, action: () => T): T {
  places.push(place);
  try {
    return action();
  } finally {
    places.pop();
  }
}

/** The innermost name, or an empty string outside of all. */
export const placeNow = (): string => places[places.length - 1] ?? "";
