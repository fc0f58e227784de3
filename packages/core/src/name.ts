import { ImageNetV2Error } from "./errors.ts";
import { didYouMean } from "./options.ts";
import { quote } from "./quote.ts";
import { canonicalVersion } from "./version.ts";

export const datasetName = "imagenet_v2";

/** What a dataset name says, part by part. */
export interface ParsedName {
  readonly namespace?: string | undefined;
  /** In snake case: `imagenet_v2` also for `ImagenetV2`. */
  readonly dataset: string;
  readonly config?: string | undefined;
  /** As written: `3.*.*`. */
  readonly version?: string | undefined;
  /** Whatever else was passed as `key=value`; the value is the text that was given. */
  readonly kwargs: Readonly<Record<string, string>>;
}

const part = "[0-9]+|\\*";
const grammar = new RegExp(
  [
    "^(?:([A-Za-z0-9_-]+):)?", // namespace
    "([A-Za-z][A-Za-z0-9_]*)", // dataset
    "(?:/([A-Za-z0-9_+.-]+))?", // config
    `(?::((?:${part})(?:\\.(?:${part})){2}))?`, // version
    "(?:/([A-Za-z0-9_]+=[^,]+(?:,[A-Za-z0-9_]+=[^,]+)*,?))?$", // kwargs
  ].join(""),
);

/**
 * Reads a dataset name by TFDS's grammar: `[namespace:]dataset[/config][:version][/key=value,…]`.
 * Whether there is such a dataset is the question of `resolveName`.
 *
 * @example
 * parseName("imagenet_v2/topimages:3.*.*");
 * //=> { dataset: "imagenet_v2", config: "topimages", version: "3.*.*", kwargs: {} }
 *
 * @throws INVALID_NAME with the name that was probably meant
 */
export function parseName(name: string): ParsedName {
  const parsed = readName(name);
  if (typeof parsed === "object") return parsed;
  const near = nearMiss(name);
  throw new ImageNetV2Error(
    "INVALID_NAME",
    `Parsing builder name string ${quote(String(name))} failed. ${parsed}`,
    { dataset: String(name) },
    {
      hint:
        near === undefined
          ? `For example: \`${datasetName}/topimages:${canonicalVersion}\`.`
          : meant(near),
    },
  );
}

/** The parts, or why there are none. */
function readName(name: string): ParsedName | string {
  const match = typeof name === "string" ? grammar.exec(name) : null;
  if (match === null) {
    return "It must be of the form dataset_name[/config_name][:version][/kwargs].";
  }
  const [, namespace, dataset = "", config, version, list = ""] = match;
  const kwargs = new Map(
    list
      .split(",")
      .filter((pair) => pair !== "")
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
  if (config !== undefined && kwargs.has("config")) return "It cannot pass config twice.";
  if (version !== undefined && kwargs.has("version")) return "It cannot pass version twice.";
  const parsed = {
    namespace,
    dataset: snakeCase(dataset),
    config: config ?? kwargs.get("config"),
    version: version ?? kwargs.get("version"),
  };
  kwargs.delete("config");
  kwargs.delete("version");
  return { ...parsed, kwargs: Object.fromEntries(kwargs) };
}

/** TFDS's rule, by which `ImagenetV2` is `imagenet_v2` but `ImageNetV2` is `image_net_v2`. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** What people write instead, turned into what they mean, if that is a name of this dataset. */
export function nearMiss(name: string): string | undefined {
  if (typeof name !== "string" || name.length > 200) return undefined;
  const tidy = name.trim().replace(/\/+$/, "");
  const [, dataset = "", rest = ""] = /^([^/:]*)(.*)$/s.exec(tidy) ?? [];
  const known = didYouMean(dataset, [datasetName]) ?? dataset;
  const path = known + rest;
  const candidates = [
    path,
    // The form `info.full_name` prints.
    path.replace(/\/v?([0-9]+\.[0-9]+\.[0-9]+)$/, ":$1"),
    path.replace(/^([^/:]+):([^/:]+)\/([^/:=]+)$/, "$1/$3:$2"),
    path.replace(/:v?([0-9.]+)$/, ":$1"),
    path.replace(/:v?([0-9]+\.[0-9]+)$/, ":$1.*"),
    path.replace(/:v?([0-9]+)$/, ":$1.*.*"),
  ];
  return candidates.find((candidate) => {
    const parsed = readName(candidate);
    return typeof parsed === "object" && parsed.dataset === datasetName;
  });
}

/** A name as a hint. */
export function meant(name: string): string {
  return `Did you mean \`${name}\`?`;
}
