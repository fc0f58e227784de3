import { ImageNetV2Error } from "@imagenet-v2/core";

/** How TFDS names a shard, unless the `filepathTemplate` of the split says otherwise. */
export const defaultTemplate = "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}";

/** What the name of a shard tells. */
export interface ShardName {
  /** `imagenet_v2` */
  readonly dataset: string;
  /** `test` */
  readonly split: string;
  /** @default "tfrecord" */
  readonly fileFormat?: string | undefined;
  /** From 0. */
  readonly shard: number;
  readonly numShards: number;
}

// The variables of a template, as TFDS reads them.
const patterns: Readonly<Record<string, string>> = {
  DATASET: "(?<dataset>[a-zA-Z]\\w*)",
  SPLIT: "(?<split>[\\w-]+)",
  FILEFORMAT: "(?<fileFormat>\\w+)",
  SHARD_INDEX: "(?<shard>\\d{5,})",
  NUM_SHARDS: "(?<numShards>\\d{5,})",
  SHARD_X_OF_Y: "(?<shard>\\d{5,})-of-(?<numShards>\\d{5,})",
};

/**
 * The file name of a shard, as a path relative to the folder. Both numbers have five digits, or as many
 * as `numShards` needs.
 *
 * @throws INVALID_OPTION if the template has an unknown variable or leads out of the folder
 *
 * @example
 * formatShardName({ dataset: "imagenet_v2", split: "test", shard: 0, numShards: 16 });
 * //=> "imagenet_v2-test.tfrecord-00000-of-00016"
 */
export function formatShardName(
  { dataset, split, fileFormat = "tfrecord", shard, numShards }: ShardName,
  template: string = defaultTemplate,
): string {
  const digits = Math.max(5, String(numShards).length);
  const index = String(shard).padStart(digits, "0");
  const count = String(numShards).padStart(digits, "0");
  const values: Readonly<Record<string, string>> = {
    DATASET: dataset,
    SPLIT: split,
    FILEFORMAT: fileFormat,
    SHARD_INDEX: index,
    NUM_SHARDS: count,
    SHARD_X_OF_Y: `${index}-of-${count}`,
  };
  return parts(template)
    .map(({ literal, variable }) => (variable === undefined ? literal : values[variable]))
    .join("");
}

/** What a shard's file name tells, or `undefined` if it is no such name. */
export function parseShardName(
  name: string,
  template: string = defaultTemplate,
): Partial<ShardName> | undefined {
  const pattern = parts(template)
    .map(({ literal, variable }) =>
      variable === undefined
        ? literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
        : (patterns[variable] as string),
    )
    .join("");
  // No file name is longer, and none needs to be tried.
  const groups = name.length > 255 ? undefined : new RegExp(`^${pattern}$`).exec(name)?.groups;
  if (groups === undefined) return undefined;
  const { dataset, split, fileFormat, shard, numShards } = groups;
  return {
    ...(dataset !== undefined && { dataset }),
    ...(split !== undefined && { split }),
    ...(fileFormat !== undefined && { fileFormat }),
    ...(shard !== undefined && { shard: Number(shard) }),
    ...(numShards !== undefined && { numShards: Number(numShards) }),
  };
}

/** A template as text and variables in turn. */
function parts(template: string): { literal: string; variable?: string }[] {
  const refuse = (what: string) =>
    new ImageNetV2Error(
      "INVALID_OPTION",
      `File name template ${JSON.stringify(template)} ${what}.`,
      { option: "template" },
      { hint: `Variables: ${Object.keys(patterns).join(", ")}.` },
    );
  // The template may come from a file of someone else's.
  if (/^[/\\]|^[a-zA-Z]:|(^|[/\\])\.\.([/\\]|$)/.test(template))
    throw refuse("leads out of the folder");
  const found = template.split(/(\{\w+\})/).map((part) => {
    if (!part.startsWith("{")) return { literal: part };
    const variable = part.slice(1, -1);
    if (!Object.hasOwn(patterns, variable)) throw refuse(`has an unknown variable ${part}`);
    return { literal: "", variable };
  });
  const groups = found.flatMap(({ variable = "" }) =>
    variable === "SHARD_X_OF_Y" ? ["SHARD_INDEX", "NUM_SHARDS"] : variable === "" ? [] : [variable],
  );
  if (new Set(groups).size < groups.length) throw refuse("has a variable twice");
  return found;
}
