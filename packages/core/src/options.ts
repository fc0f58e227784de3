import { closestMatch } from "leven";
import type * as z from "zod";
import { ImageNetV2Error } from "./errors.ts";
import { complaint } from "./option-message.ts";
import { shown } from "./quote.ts";

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
    : `Did you mean ${shown(match)}? Available: ${candidates.join(", ")}.`;
}

/**
 * The options as documented, if the schema has the same names with the same types; else what differs, so
 * that the two cannot drift apart: the call does not compile. What is `unknown` is not compared.
 */
type Agreeing<V, I> = unknown extends V
  ? unknown
  : [Differing<V, I>] extends [never]
    ? unknown
    : { readonly "differs from the schema": Differing<V, I> };

type Differing<V, I> = {
  [K in keyof V | keyof I]-?: K extends keyof V & keyof I
    ? Same<V[K], I[K]> extends true
      ? never
      : K
    : K;
}[keyof V | keyof I];

/** Whether each can stand for the other, objects with the same names in them, `readonly` or not. */
type Same<A, B> = [undefined extends A ? 1 : 0, undefined extends B ? 1 : 0] extends [0, 1] | [1, 0]
  ? false
  : Alike<Frozen<NonNullable<A>>, Frozen<NonNullable<B>>> extends true
    ? true
    : Alike<Inside<NonNullable<A>>, Inside<NonNullable<B>>>;

type Alike<A, B> = [A, B, keyof A, keyof B] extends [B, A, keyof B, keyof A] ? true : false;

type Frozen<T> = T extends readonly unknown[] ? Readonly<T> : T;

type Inside<T> = T extends readonly unknown[] ? T : { readonly [K in keyof T]: Frozen<T[K]> };

/**
 * Options of a generic function, in which a name that the interface does not have is an error: where
 * TypeScript infers the type of an argument, it takes any name.
 *
 * @param Nested options that are objects of options themselves
 */
export type Exact<Given, Known, Nested extends keyof Known = never> = {
  readonly [K in keyof Given]: K extends keyof Known
    ? K extends Nested
      ? Given[K] extends object
        ? Exact<Given[K], Extract<Known[K], object>>
        : Given[K]
      : Given[K]
    : never;
};

/**
 * Checks options that came from outside. Use with `z.strictObject`, so that an unknown key is an
 * error and not silence.
 *
 * @param what whose options these are, for the message: `load`
 * @throws INVALID_OPTION naming the key, with a suggestion where a key is unknown
 */
export function parseOptions<S extends z.ZodType, V>(
  schema: S,
  value: V & Agreeing<V, z.input<S>>,
  what: string,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${what}: unknown option ${shown([...path, key].join("."))}.`,
      { option: [...path, key].join(".") },
      { hint: suggestion(key, keysAt(schema, path)), cause: result.error },
    );
  }
  const option = path.join(".");
  const given = valueAt(value, path);
  const choices = issue?.code === "invalid_value" ? issue.values.map(String) : [];
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${what}: ${issue === undefined ? "not understood" : complaint(issue, option, given)}.`,
    { option },
    {
      hint:
        typeof given === "string" && choices.length > 1 ? suggestion(given, choices) : undefined,
      cause: result.error,
    },
  );
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key],
    value,
  );
}

/** The keys an object schema knows, at a path inside it and through `optional()`. */
function keysAt(schema: z.ZodType, path: readonly string[]): string[] {
  let inner: unknown = schema;
  for (const key of [...path, undefined]) {
    while (hasUnwrap(inner)) inner = inner.unwrap();
    const shape = (inner as { shape?: Record<string, unknown> }).shape ?? {};
    if (key === undefined) return Object.keys(shape);
    inner = shape[key] ?? {};
  }
  return [];
}

function hasUnwrap(schema: unknown): schema is { unwrap(): unknown } {
  return typeof (schema as { unwrap?: unknown }).unwrap === "function";
}
