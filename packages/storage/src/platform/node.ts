import { setImmediate } from "node:timers/promises";

/** Goes on when whatever waits for the event loop has had its turn. */
export function nextTurn(): Promise<void> {
  return setImmediate();
}

/** A buffer of its own that is not filled with zeros first: the caller writes every byte. */
export function allocate(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}
