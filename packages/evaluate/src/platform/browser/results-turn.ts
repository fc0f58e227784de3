import { inTurn } from "@imagenet-v2/storage/internal";

/** Works on the results at a place while no other tab or worker does: waits for it. */
export function inResultsTurn<T>(
  place: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  return inTurn(`imagenet-v2 results ${place}`, { signal }, work);
}
