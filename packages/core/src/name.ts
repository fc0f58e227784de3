import * as z from "zod";
import { ImageNetV2Error } from "./errors.ts";
import { pythonFloat, pythonInt } from "./numeral.ts";
import { didYouMean, parseOptions } from "./options.ts";
import { quote } from "./quote.ts";
import { findVariant, type Variant, variantNames, variants } from "./variants.ts";
import { canonicalVersion, pickVersion, type Version } from "./version.ts";

const datasetName = "imagenet_v2";

export type NameValue = boolean | number | string;

/** What a dataset name says, part by part. */
export interface ParsedName {
  readonly namespace?: string | undefined;
  /** In snake case: `imagenet_v2` also for `ImagenetV2`. */
  readonly dataset: string;
  readonly config?: string | undefined;
  /** As written: `3.*.*`. */
  readonly version?: string | undefined;
  /** Whatever else was passed as `key=value`, cast as Python would. */
  readonly kwargs: Readonly<Record<string, NameValue>>;
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
 * Whether there is such a dataset is the question of {@link resolveName}.
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
    { name: String(name) },
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
  const values = [...kwargs].map(([key, value]) => [key, cast(value)]);
  return { ...parsed, kwargs: Object.fromEntries(values) };
}

/** TFDS's rule, by which `ImagenetV2` is `imagenet_v2` but `ImageNetV2` is `image_net_v2`. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function cast(value: string): NameValue {
  if (value === "True" || value === "False") return value === "True";
  return pythonInt(value) ?? pythonFloat(value) ?? value;
}

/** What people write instead, turned into what they mean, if that is a name of this dataset. */
function nearMiss(name: unknown): string | undefined {
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

function meant(name: string): string {
  return `Did you mean \`${name}\`?`;
}

export interface ResolvedName {
  readonly variant: Variant;
  readonly version: Version;
  /** What the name passed besides; the caller decides which of them it knows. */
  readonly kwargs: Readonly<Record<string, NameValue>>;
}

export interface NameOptions {
  /** A variant or an alias of one. Default: what the name says, else `matched-frequency`. */
  readonly config?: string | undefined;
  /** `x.y.z` where each may be `*`, or `experimental_latest`. Default: what the name says, else 3.0.0. */
  readonly version?: string | undefined;
}

const optionsSchema = z.strictObject({
  config: z.string().optional(),
  version: z.string().optional(),
});

/**
 * The variant and version that a name means. Besides TFDS's config names, aliases of the variants
 * are taken: `top-images`, `threshold0.7`.
 *
 * @example
 * resolveName("imagenet_v2/topimages:3.*.*").version; //=> "3.0.0"
 *
 * @throws INVALID_NAME, UNKNOWN_DATASET, UNKNOWN_VARIANT, UNKNOWN_VERSION, or INVALID_OPTION for
 * what is given both in the name and as an option
 */
export function resolveName(name: string, options: NameOptions = {}): ResolvedName {
  const given = parseOptions(optionsSchema, options, "resolveName");
  refuseBareVariant(name);
  const parsed = parseName(name);
  if (parsed.namespace !== undefined) throw unknownNamespace(name, parsed.namespace);
  if (parsed.dataset !== datasetName) {
    const near = didYouMean(parsed.dataset, [datasetName]);
    throw unknownDataset(
      name,
      `Dataset ${quote(parsed.dataset)} not found.`,
      near === undefined ? `Available: ${datasetName}.` : meant(near),
    );
  }
  const config = once("config", parsed.config, given.config);
  const version = once("version", parsed.version, given.version);
  return {
    variant: config === undefined ? variants[variantNames[0]] : findConfig(config),
    version: pickVersion(version),
    kwargs: parsed.kwargs,
  };
}

/** `topimages` for `imagenet_v2/topimages`: the mistake to expect, whether or not it would parse. */
function refuseBareVariant(name: string): void {
  const isVariant = Object.values(variants).some((variant) =>
    [variant.name, ...variant.aliases].includes(name),
  );
  if (!isVariant) return;
  const full = `${datasetName}/${findVariant(name).name}`;
  throw unknownDataset(name, `Dataset ${quote(name)} not found.`, meant(full));
}

function unknownNamespace(name: string, namespace: string): ImageNetV2Error {
  const hint =
    namespace === datasetName
      ? `After the colon comes a version: \`${datasetName}:${canonicalVersion}\`. The newest is what you get without one; \`experimental_latest\` is understood as the option \`version\` only.`
      : `There are no namespaces here. Write \`${datasetName}\`.`;
  return unknownDataset(name, `Namespace ${quote(namespace)} not found.`, hint);
}

function unknownDataset(name: string, message: string, hint: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "UNKNOWN_DATASET",
    message,
    { name, available: [datasetName] },
    { hint },
  );
}

function findConfig(config: string): Variant {
  if (!/^[0-9*]+(\.[0-9*]+)*$/.test(config)) return findVariant(config);
  throw new ImageNetV2Error(
    "UNKNOWN_VARIANT",
    `BuilderConfig ${quote(config)} not found.`,
    { variant: config, available: variantNames },
    { hint: `A version follows a colon: \`${datasetName}:${config}\`.` },
  );
}

function once(
  what: "config" | "version",
  inName: string | undefined,
  option: string | undefined,
): string | undefined {
  if (inName === undefined || option === undefined) return inName ?? option;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `The ${what} is given twice: ${quote(inName)} in the name and ${quote(option)} as an option.`,
    { option: what },
    { hint: "Leave one of them out." },
  );
}
