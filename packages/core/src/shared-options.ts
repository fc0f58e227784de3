import * as z from "zod";

/** The schema of an option that is a number of threads; 0 is the caller's own. */
export const workersOption = z.int().min(0).max(256).optional();

/** The schema of an option that is a function. */
export function callbackOption<F extends (...args: never[]) => unknown>() {
  return z.custom<F>((value) => typeof value === "function", "must be a function").optional();
}
