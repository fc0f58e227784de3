import * as z from "zod";
import { ImageNetV2Error } from "./errors.ts";
import { datasetName, meant, type NameValue, nearMiss, parseName } from "./name.ts";
import { parseOptions } from "./options.ts";
import { quote } from "./quote.ts";
import { findVariant, type Variant, variantNames, variants } from "./variants.ts";
import { canonicalVersion, pickVersion, type Version } from "./version.ts";

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
    const near = nearMiss(name);
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
    { dataset: name, available: [datasetName] },
    { hint },
  );
}

function findConfig(config: string): Variant {
  const asVersion = /^[0-9*.]+$/.test(config) ? nearMiss(`${datasetName}:${config}`) : undefined;
  if (asVersion === undefined) return findVariant(config);
  throw new ImageNetV2Error(
    "UNKNOWN_VARIANT",
    `BuilderConfig ${quote(config)} not found.`,
    { variant: config, available: variantNames },
    { hint: `A version follows a colon: \`${asVersion}\`.` },
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
