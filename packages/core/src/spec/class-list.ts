import { findClass, classes as imageNetClasses } from "../classes.ts";
import { ImageNetV2Error } from "../errors.ts";
import type { DatasetClass } from "./dataset-spec.ts";

/**
 * A class as people list it: a name, a WordNet id (a name may follow it, as in `n01498041 stingray`), or
 * the number of a class of ImageNet.
 */
export type ClassQuery = string | number;

/** A class of a list, and what it is called there. */
export interface ListedClass extends DatasetClass {
  /** The number of ImageNet's class, where the list gives that. */
  readonly number?: number | undefined;
}

/**
 * Reads a list of classes: one a line, where empty lines and lines that begin with `#` are passed over, or
 * a JSON array of strings and numbers.
 *
 * @param path where the text is from, for messages
 * @throws INVALID_OPTION for a list without classes, or JSON of another form
 */
export function parseClassList(text: string, path = "classes"): ClassQuery[] {
  const plain = text.replace(/^\uFEFF/, "");
  const list = plain.trimStart().startsWith("[")
    ? parseJsonList(plain, path)
    : plain
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("#"));
  if (list.length > 0) return list;
  throw invalid(`${path} lists no classes.`);
}

function parseJsonList(text: string, path: string): ClassQuery[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(`${path} begins as a JSON array and is not valid JSON.`, cause);
  }
  const isQuery = (each: unknown) => typeof each === "string" || typeof each === "number";
  if (Array.isArray(value) && value.every(isQuery)) return value;
  throw invalid(`${path} is not a JSON array of strings and numbers.`);
}

/**
 * The classes of a list, in its order. Those of ImageNet get its WordNet id or its name.
 *
 * @throws UNKNOWN_CLASS for a number that ImageNet does not have
 * @throws INVALID_OPTION for a class that is there twice
 */
export function listedClasses(queries: readonly ClassQuery[]): ListedClass[] {
  const listed = queries.map((query, index) => ({ index, ...oneClass(query) }));
  const taken = new Map<string, number>();
  for (const each of listed) {
    const name = classKey(each);
    const twin = taken.get(name);
    if (twin !== undefined) {
      const which = each.wnid === undefined ? `called ${JSON.stringify(name)}` : name;
      throw invalid(`Classes ${twin} and ${each.index} of the list are both ${which}.`);
    }
    taken.set(name, each.index);
  }
  return listed;
}

function oneClass(query: ClassQuery): Omit<ListedClass, "index"> {
  const text = `${query}`.trim();
  const [, id, rest = ""] = /^(n\d{8})\b\s*(.*)$/.exec(text) ?? [];
  if (id !== undefined) return ofWnid(id) ?? { wnid: id, name: rest || id };
  if (typeof query === "string" && !/^\d+$/.test(text)) {
    if (text === "") throw invalid("A class of the list has no name.");
    return { name: text };
  }
  const { index, wnid, name } = findClass(text);
  return { number: index, wnid, name };
}

/** ImageNet's class of a WordNet id. */
export function ofWnid(wnid: string): { wnid: string; name: string } | undefined {
  const found = imageNetClasses.find((each) => each.wnid === wnid);
  return found && { wnid, name: found.name };
}

/** What tells a class from the others: two of ImageNet's are called crane. */
function classKey({ wnid, name }: Pick<DatasetClass, "wnid" | "name">): string {
  return wnid ?? name;
}

function invalid(message: string, cause?: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    message,
    { option: "classes" },
    {
      hint: "A list of classes has one a line: a name, a WordNet id, or the number of a class of ImageNet.",
      cause,
    },
  );
}
