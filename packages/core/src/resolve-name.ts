import * as z from "zod";
import { ImageNetV2Error } from "./errors.ts";
import { datasetName, meant, nearMiss, parseName } from "./name.ts";
import { parseOptions } from "./options.ts";
import { quote } from "./quote.ts";
import type { DatasetSpec } from "./spec/dataset-spec.ts";
import { imageNetV2 } from "./spec/imagenet-v2.ts";
import { imageNet2012, validationArchive } from "./spec/imagenet2012.ts";
import { findVariant, type Variant, variantNames, variants } from "./variants.ts";
import { canonicalVersion, pickImageNetVersion, pickVersion, type Version } from "./version.ts";

/** The datasets that have a name. */
const available: readonly string[] = [imageNetV2.name, imageNet2012.name];

/** What a name means. */
export type ResolvedName = ResolvedVariant | ResolvedDataset;

interface NamedDataset {
  readonly spec: DatasetSpec;
  /** What the name passed besides; the caller decides which of them it knows. */
  readonly kwargs: Readonly<Record<string, string>>;
}

/** A variant of ImageNetV2. */
export interface ResolvedVariant extends NamedDataset {
  readonly variant: Variant;
  readonly version: Version;
}

/** A dataset without variants: `imagenet2012`. */
interface ResolvedDataset extends NamedDataset {
  readonly variant?: undefined;
  readonly version: string;
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
 * The dataset, variant and version that a name means. Besides TFDS's config names, aliases of the
 * variants are taken: `top-images`, `threshold0.7`.
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
  const config = once("config", parsed.config, given.config);
  const version = once("version", parsed.version, given.version);
  const { kwargs } = parsed;
  if (parsed.dataset === imageNet2012.name) {
    if (config !== undefined) throw noConfig(config);
    return { spec: imageNet2012, version: pickImageNetVersion(version), kwargs };
  }
  if (parsed.dataset !== datasetName) {
    const near = nearMiss(name);
    throw unknownDataset(
      name,
      `Dataset ${quote(parsed.dataset)} not found.`,
      near === undefined ? `Available: ${available.join(", ")}.` : meant(near),
    );
  }
  return {
    spec: imageNetV2,
    variant: config === undefined ? variants[variantNames[0]] : findConfig(config),
    version: pickVersion(version),
    kwargs,
  };
}

/**
 * The variant of ImageNetV2 that a name means, for what is done with its published archive alone.
 *
 * @param what what is to be done, for the message: `download`
 * @throws whatever {@link resolveName} throws; UNSUPPORTED for another dataset
 */
export function resolveVariant(
  name: string,
  what: string,
  options?: NameOptions | undefined,
): ResolvedVariant {
  const resolved = resolveName(name, options);
  if (resolved.variant !== undefined) return resolved;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    `${what}: ${resolved.spec.name} has no archive that is free to fetch.`,
    { feature: `${what} ${resolved.spec.name}` },
    {
      hint: `image-net.org gives ${validationArchive.fileName} (MD5 ${validationArchive.md5}) to those who have an account; then load it as \`archive\`.`,
    },
  );
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
  return new ImageNetV2Error("UNKNOWN_DATASET", message, { dataset: name, available }, { hint });
}

function noConfig(config: string): ImageNetV2Error {
  return new ImageNetV2Error(
    "UNKNOWN_VARIANT",
    `BuilderConfig ${quote(config)} not found: ${imageNet2012.name} has no configs.`,
    { variant: config, available: [] },
    { hint: `Write \`${imageNet2012.name}\`.` },
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
