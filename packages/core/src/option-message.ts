import type * as z from "zod";
import { shown } from "./quote.ts";

/** What zod says where the schema has no words of its own. */
const zodsOwn = /^(Invalid |Too small|Too big|Unrecognized )/;

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  AbortSignal: "an AbortSignal",
};

/** What is wrong with an option: `option batchSize must be at least 1, not -2`. */
export function complaint(issue: z.core.$ZodIssue, option: string, given: unknown): string {
  const ours = zodsOwn.test(issue.message) ? undefined : issue.message;
  const rule = ours === undefined ? ruleOf(issue) : /^must be (.+)$/s.exec(ours)?.[1];
  // The path of an option may contain a key of the caller's own.
  const subject = option === "" ? "the options" : `option ${shown(option).slice(1, -1)}`;
  if (rule !== undefined) return `${subject} must be ${rule}, not ${shown(given)}`;
  if (ours === undefined) return `${subject} cannot be ${shown(given)}`;
  return option === "" ? ours : `${subject}: ${ours}`;
}

/** What a value has to be, as the end of "must be …"; nothing where the schema does not tell. */
function ruleOf(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? `of the type ${issue.expected}`;
    case "invalid_value":
      return `${issue.values.length > 1 ? "one of " : ""}${issue.values.map(shown).join(", ")}`;
    case "too_small":
      return sized(issue.origin, `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`);
    case "too_big":
      return sized(issue.origin, `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`);
    default:
      return undefined;
  }
}

function sized(origin: string, range: string): string {
  return origin === "string" || origin === "array" ? `${range} long` : range;
}
