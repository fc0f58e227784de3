import { closestMatch } from "leven";
import type * as z from "zod";
import { ImageNetV2Error } from "./errors.ts";

/**
 * The candidate a mistyped word most likely meant, or `undefined` if none is near: at most a third
 * of its letters (and always two) may differ. Case is ignored.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const byLowerCase = new Map(Array.from(candidates, (c) => [c.toLowerCase(), c]));
  // A word much longer than any candidate is no typo, and not worth the comparison.
  if (word.length > 64) return undefined;
  const match = closestMatch(word.toLowerCase(), [...byLowerCase.keys()], {
    maxDistance: Math.max(2, Math.floor(word.length / 3)),
  });
  return match === undefined ? undefined : byLowerCase.get(match);
}

/** `Did you mean "x"?` as a hint, or the list of what there is. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const match = didYouMean(word, candidates);
  return match === undefined
    ? `Available: ${candidates.join(", ")}.`
    : `Did you mean ${JSON.stringify(match)}? Available: ${candidates.join(", ")}.`;
}

/**
 * Checks options that came from outside. Use with `z.strictObject`, so that an unknown key is an
 * error and not silence.
 *
 * @param what whose options these are, for the message: `load`
 * @throws INVALID_OPTION naming the key, with a suggestion where a key is unknown
 */
export function parseOptions<S extends z.ZodType>(
  schema: S,
  value: unknown,
  what: string,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const known = "shape" in schema ? Object.keys(schema.shape as object) : [];
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${what}: unknown option ${JSON.stringify(key)}.`,
      { option: key },
      { hint: suggestion(key, known), cause: result.error },
    );
  }
  const path = issue?.path.join(".") ?? "";
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    path === "" ? `${what}: ${issue?.message}.` : `${what}: option ${path}: ${issue?.message}.`,
    { option: path },
    { cause: result.error },
  );
}
