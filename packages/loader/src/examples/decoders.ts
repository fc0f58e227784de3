import { type Feature, ImageNetV2Error } from "@imagenet-v2/core";
import { suggestion } from "@imagenet-v2/core/internal";
import type { Example, StoredExample } from "./example.ts";

/** The features as they lie in the archive: the image is its JPEG bytes. */
export const featureNames = ["file_name", "image", "label"] as const;

export type FeatureName = (typeof featureNames)[number];

/** What a decoder is told besides the stored value. */
export interface DecoderContext {
  /** The feature that is decoded: its shape, its names. */
  readonly feature: Feature;
  /** Position in TFDS's storage order. */
  readonly index: number;
  readonly file_name: string;
  readonly signal: AbortSignal | undefined;
}

/** Makes of a stored value what the example shall have in its place. */
export type Decoder<Stored = never, Value = unknown> = (
  stored: Stored,
  context: DecoderContext,
) => Value | PromiseLike<Value>;

/** See {@link skipDecoding}. */
export interface SkipDecoding {
  readonly decoding: "skip";
}

/** How to decode, by feature. What is not named is decoded as usual. */
export type Decoders = {
  readonly [K in FeatureName]?: SkipDecoding | Decoder<StoredExample[K]> | undefined;
};

/** See {@link partialDecoding}. */
export interface PartialDecoding<
  Names extends FeatureName = FeatureName,
  D extends object = Decoders,
> {
  readonly decoding: "partial";
  readonly features: readonly Names[];
  readonly decoders: D;
}

/** Every feature as usual. */
type NoDecoders = Readonly<Record<never, never>>;

type FeatureChoice<Names extends FeatureName> =
  | readonly Names[]
  | { readonly [K in Names]: boolean };

/** What an example is, decoded so. */
export type DecodedExample<D> =
  D extends PartialDecoding<infer Names, infer Inner>
    ? Pick<DecodedFeatures<Inner>, Names>
    : undefined extends D
      ? Example
      : DecodedFeatures<D>;

type DecodedFeatures<D> = {
  [K in FeatureName]: K extends keyof D ? Decoded<D[K], K> : Example[K];
};

type Decoded<D, K extends FeatureName> = D extends SkipDecoding
  ? StoredExample[K]
  : D extends (...args: never[]) => infer Value
    ? Awaited<Value>
    : Example[K];

/**
 * As a decoder: the value as it is stored. Of an image these are the original JPEG bytes.
 *
 * @example
 * const dataset = await load("imagenet_v2", { split: "test", decoders: { image: skipDecoding() } });
 * (await dataset.at(0)).image; // Uint8Array
 */
export function skipDecoding(): SkipDecoding {
  return { decoding: "skip" };
}

/**
 * Only these features; an image that is not among them is not even read.
 *
 * @param features their names, or an object with `true` for each
 * @throws INVALID_OPTION for a feature there is not
 *
 * @example
 * const labels = await load("imagenet_v2", { split: "test", decoders: partialDecoding(["label"]) });
 * await labels.at(0); //=> { label: 742 }
 */
export function partialDecoding<const Names extends FeatureName>(
  features: FeatureChoice<Names>,
): PartialDecoding<Names, NoDecoders>;
export function partialDecoding<const Names extends FeatureName, const D extends Decoders>(
  features: FeatureChoice<Names>,
  decoders: D,
): PartialDecoding<Names, D>;
export function partialDecoding(
  features: readonly string[] | Readonly<Record<string, boolean>>,
  decoders: object = {},
): PartialDecoding<FeatureName, object> {
  const chosen: readonly [name: string, wanted: boolean][] = Array.isArray(features)
    ? features.map((name) => [name, true])
    : Object.entries(features);
  const unknown = chosen.map(([name]) => name).find((name) => !isFeature(name));
  if (unknown !== undefined) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `Provided PartialDecoding specs does not match actual features: Missing expected feature '${unknown}'.`,
      { option: `decoders.${unknown}` },
      { hint: suggestion(unknown, featureNames) },
    );
  }
  checkDecoders(decoders);
  const wanted = chosen.filter(([, wanted]) => wanted).map(([name]) => name as FeatureName);
  return { decoding: "partial", features: wanted, decoders };
}

/** @throws INVALID_OPTION for an unknown feature, or a decoder that is none */
export function checkDecoders(decoders: object): void {
  for (const [name, decoder] of Object.entries(decoders)) {
    if (!isFeature(name)) {
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `decoders: there is no feature ${JSON.stringify(name)}. Available keys: ${featureNames.join(", ")}. Unrecognized keys: ${name}.`,
        { option: `decoders.${name}` },
        { hint: suggestion(name, featureNames) },
      );
    }
    if (decoder !== undefined && typeof decoder !== "function" && !isSkipDecoding(decoder)) {
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `decoders.${name} must be skipDecoding() or a function.`,
        { option: `decoders.${name}` },
      );
    }
  }
}

export function isSkipDecoding(value: unknown): value is SkipDecoding {
  return (value as SkipDecoding | undefined)?.decoding === "skip";
}

export function isPartialDecoding(value: unknown): value is PartialDecoding {
  return (value as PartialDecoding | undefined)?.decoding === "partial";
}

function isFeature(name: string): name is FeatureName {
  return (featureNames as readonly string[]).includes(name);
}
