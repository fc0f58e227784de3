/*
 * What things are, by what they can do. A program may have several realms, each with classes of its
 * own: Jest runs tests in one, and jsdom brings another. There `instanceof` says no to what Node itself
 * made.
 */

/** The kind of a built-in object, of any realm: `Uint8Array`, `RegExp`, `Map`. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Whether this is a Uint8Array, of which a Buffer is one. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && kindOf(value) === "Uint8Array";
}

/** Whether this is a Blob, of which a File is one. */
export function isBlob(value: unknown): value is Blob {
  return ["Blob", "File"].includes(kindOf(value));
}

export function isError(value: unknown): value is Error {
  // Browsers have a class of its own for a DOMException about quotas.
  return ["Error", "DOMException", "QuotaExceededError"].includes(kindOf(value));
}

/** What somebody's function threw, in words: it may be anything. */
export function messageOf(thrown: unknown): string {
  return isError(thrown) ? thrown.message : String(thrown);
}
