import { printable } from "./terminal.ts";

/**
 * The command line speaks TFDS's snake_case, the library JavaScript's camelCase: this is the one
 * place where the first is made from the second.
 */
export function toJson(value: unknown, space?: number): string {
  const json = JSON.stringify(snakeKeys(value), undefined, space);
  // JSON escapes some control characters, but not all that a terminal obeys.
  return json.replace(/[^\P{Cc}\n]|\p{Bidi_Control}/gu, printable);
}

function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [snakeCase(key), snakeKeys(inner)]),
  );
}

/** Keys that are no identifiers (`3.0.0`, class names) stay as they are. */
function snakeCase(key: string): string {
  if (!/^[a-z][A-Za-z0-9]*$/.test(key)) return key;
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
