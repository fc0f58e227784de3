import { ImageNetV2Error } from "../errors.ts";
import { pythonFloat, pythonInt } from "../numeral.ts";
import { quote } from "../quote.ts";

/** What the bounds of a slice count: examples, hundredths of the split, or its shards. */
export type SplitUnit = "abs" | "%" | "shard";

/** One summand of a split expression, as written. */
export interface SplitPart {
  readonly splitName: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly unit: SplitUnit;
}

interface Malformed {
  readonly reason: string;
  readonly hint?: string | undefined;
}

// Room for each of the 10,000 examples by name (`test[9999:10000]+`), and a bound on what a hostile
// string can cost.
const longestSpec = 2 ** 18;

const format = "See format at: https://www.tensorflow.org/datasets/splits";

const boundGrammar = "(?:(-?[0-9_.]+)(%|shard)?)?";
const partGrammar = new RegExp(`^([A-Za-z0-9_-]+)(?:\\[${boundGrammar}(:${boundGrammar})?\\])?$`);

/**
 * Reads a split expression by TFDS's grammar, in time linear in its length:
 *
 *     spec  := part ( "+" part )*                      white space only around "+"
 *     part  := name [ "[" bound ":" bound "]" ]        one bound may be empty
 *            | name "[" integer "shard" "]"
 *     bound := ["-"] number [ "%" | "shard" ]          a unit given once holds for both
 *
 * Percentages may have decimals, other bounds not. Unlike Python's, the digits, letters and white
 * space are those of ASCII.
 *
 * @throws INVALID_SPLIT
 */
export function parseParts(spec: string): SplitPart[] {
  const parts = readParts(spec);
  if (Array.isArray(parts)) return parts;
  throw new ImageNetV2Error(
    "INVALID_SPLIT",
    `Error parsing split ${quote(spec)}. ${parts.reason}`,
    { spec },
    { hint: parts.hint ?? nearMiss(spec) ?? format },
  );
}

function readParts(spec: string): SplitPart[] | Malformed {
  if (spec.length > longestSpec) {
    return { reason: `It has ${spec.length} characters, more than ${longestSpec}.`, hint: format };
  }
  const parts: SplitPart[] = [];
  for (const term of terms(spec)) {
    const part = readPart(term);
    if ("reason" in part) return part;
    parts.push(part);
  }
  return parts;
}

/** The texts between the pluses, without the white space that faces one. */
function terms(spec: string): string[] {
  const texts = spec.split("+");
  return texts.map((text, i) => {
    let start = 0;
    let end = text.length;
    // Not a regular expression: trimming the end with one takes quadratic time.
    if (i > 0) while (start < end && isSpace(text.charAt(start))) start++;
    if (i < texts.length - 1) while (start < end && isSpace(text.charAt(end - 1))) end--;
    return text.slice(start, end);
  });
}

function isSpace(character: string): boolean {
  return " \t\n\r\f\v".includes(character);
}

function readPart(text: string): SplitPart | Malformed {
  const [, splitName, from, fromUnit, colon, to, toUnit] = partGrammar.exec(text) ?? [];
  if (splitName === text) return { splitName, unit: "abs" };
  if (splitName === undefined || (from === undefined && to === undefined)) {
    return { reason: `Unrecognized split format: ${quote(text)}.` };
  }
  const unit = (fromUnit ?? toUnit ?? "abs") as SplitUnit;
  const first = readNumber(from, unit);
  if (typeof first === "object") return first;
  if (colon === undefined && unit !== "shard") return onlySlices(splitName, from ?? "", fromUnit);
  const last = colon === undefined ? (first ?? 0) + 1 : readNumber(to, unit);
  if (typeof last === "object") return last;
  return { splitName, from: first, to: last, unit };
}

function readNumber(text: string | undefined, unit: SplitUnit): number | undefined | Malformed {
  if (text === undefined) return undefined;
  const number = unit === "%" ? pythonFloat(text) : pythonInt(text);
  if (number === undefined) return notANumber(text, unit);
  return Number.isFinite(number) ? number : { reason: `${quote(text)} is too large.` };
}

function notANumber(text: string, unit: SplitUnit): Malformed {
  if (unit === "%") return { reason: `could not convert string to float: ${quote(text)}.` };
  const reason = `invalid literal for int() with base 10: ${quote(text)}.`;
  const isDecimal = pythonFloat(text) !== undefined;
  return { reason, hint: isDecimal ? "Only percentages may have decimals." : undefined };
}

/** `test[5%]`: looks right, and means nothing. */
function onlySlices(splitName: string, bound: string, unit = ""): Malformed {
  const reason = "Absolute or percent only support slice syntax.";
  const slice = bound.startsWith("-") ? `${bound}${unit}:` : `:${bound}${unit}`;
  const index = unit === "" ? pythonInt(bound) : undefined;
  const single =
    index === undefined || index < 0 ? "" : `, or \`${splitName}[${index}:${index + 1}]\``;
  return { reason, hint: `Did you mean \`${splitName}[${slice}]\`${single}?` };
}

/** A spec that does parse and is one slip away. */
function nearMiss(spec: string): string | undefined {
  if (spec.length > 200) return undefined;
  const candidates = [
    spec.replaceAll(/\s/g, ""),
    spec.replace(/^\++/, "").replace(/\++$/, ""),
    spec.replace(/\[:?\]?$/, ""),
    `${spec}]`,
    spec.replace(/:[^:]*\]$/, "]"),
  ];
  const match = candidates.find((candidate) => Array.isArray(readParts(candidate)));
  return match === undefined ? undefined : `Did you mean \`${match}\`?`;
}
