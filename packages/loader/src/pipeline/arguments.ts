import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";

/**
 * Checks a whole number given to an operation, at the call and not when the data is read.
 *
 * @param what the argument as the caller wrote it: `batch(batchSize)`
 * @throws INVALID_OPTION naming the argument and the range
 */
export function checkInteger(
  what: string,
  value: unknown,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
): number {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) {
    return value as number;
  }
  const range =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${min}`
      : `a whole number from ${min} to ${max}`;
  throw new ImageNetV2Error("INVALID_OPTION", `${what} must be ${range}, not ${shown(value)}.`, {
    option: what,
  });
}

/** @throws INVALID_OPTION if it is no function */
export function checkFunction(what: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new ImageNetV2Error("INVALID_OPTION", `${what} must be a function, not ${shown(value)}.`, {
    option: what,
  });
}

/** @throws INVALID_OPTION if it is no list or other iterable */
export function checkIterable(what: string, value: unknown): void {
  if (typeof value === "object" && value !== null && Symbol.iterator in value) return;
  throw new ImageNetV2Error("INVALID_OPTION", `${what} must be a list, not ${shown(value)}.`, {
    option: what,
  });
}
