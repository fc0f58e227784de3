import * as z from "zod";

/** The schema of an option that is a number of threads; 0 is the caller's own. */
export const workersOption = z.int().min(0).max(256).optional();

/** The schema of an option that is a function. */
export function callbackOption<F extends (...args: never[]) => unknown>() {
  return z.custom<F>((value) => typeof value === "function", "must be a function").optional();
}

/** The schema of an option that is an AbortSignal. */
export const abortSignal = z.custom<AbortSignal>((value) => {
  if (typeof value !== "object" || value === null) return false;
  const { aborted, throwIfAborted, addEventListener } = value as Partial<AbortSignal>;
  return (
    typeof aborted === "boolean" &&
    typeof throwIfAborted === "function" &&
    typeof addEventListener === "function"
  );
}, "must be an AbortSignal");
