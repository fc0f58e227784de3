import { ImageNetV2Error, imageNetV2 } from "@imagenet-v2/core";
import { featuresOf } from "@imagenet-v2/core/internal";
import { type Dct, decodeImage } from "@imagenet-v2/decode";
import type { Store } from "@imagenet-v2/stores";
import { tfdsIds } from "@imagenet-v2/stores/internal";
import { callBack } from "../pipeline/callback.ts";

import {
  type Decoder,
  type Decoders,
  type FeatureName,
  featureNames,
  isPartialDecoding,
  isSkipDecoding,
  type PartialDecoding,
} from "./decoders.ts";

/** Makes examples of one store's records. */
export interface ExampleReader<T> {
  read(index: number, signal: AbortSignal | undefined): Promise<T>;
  /** Tells one way of reading from another, as far as plain text can. */
  readonly fingerprint: string;
}

export interface ExampleReaderOptions {
  readonly decoders?: Decoders | PartialDecoding | undefined;
  readonly dct?: Dct | undefined;
  /** `[image, label]` in place of an object. */
  readonly asSupervised?: boolean | undefined;
  readonly addTfdsId?: boolean | undefined;
}

/** @throws INVALID_OPTION for a supervised example without image or label */
export function exampleReader(
  store: Store,
  { decoders, dct, asSupervised = false, addTfdsId = false }: ExampleReaderOptions,
): ExampleReader<unknown> {
  const features = isPartialDecoding(decoders)
    ? featureNames.filter((name) => decoders.features.includes(name))
    : featureNames;
  const special = (isPartialDecoding(decoders) ? decoders.decoders : decoders) ?? {};
  const allFeatures = featuresOf(store.info.dataset?.classes ?? imageNetV2.classes);
  const tfdsId = tfdsIds(store);
  if (asSupervised) requireSupervised(features);

  const decode = async (
    name: FeatureName,
    index: number,
    signal: AbortSignal | undefined,
  ): Promise<unknown> => {
    const stored = await readStored(name, store, index, signal);
    const decoder = special[name];
    const file_name = store.fileName(index);
    if (isSkipDecoding(decoder)) return stored;
    if (decoder !== undefined) {
      return callBack(
        `decoders.${name}`,
        () =>
          (decoder as Decoder<unknown>)(stored, {
            feature: allFeatures[name],
            index,
            file_name,
            signal,
          }),
        { position: index, element: { file_name }, signal },
      );
    }
    return name === "image"
      ? decodeImage(stored as Uint8Array, { name: file_name, dct, signal })
      : stored;
  };

  return {
    async read(index, signal) {
      const example: Record<string, unknown> = {};
      for (const name of features) example[name] = await decode(name, index, signal);
      if (asSupervised) return [example.image, example.label];
      if (addTfdsId) example.tfds_id = tfdsId(index);
      return example;
    },
    fingerprint: JSON.stringify({
      features,
      decoders: Object.entries(special).map(([name, decoder]) => [name, typeof decoder]),
      dct,
      asSupervised,
      addTfdsId,
    }),
  };
}

function readStored(
  name: FeatureName,
  store: Store,
  index: number,
  signal: AbortSignal | undefined,
): string | number | Promise<Uint8Array> {
  if (name === "image") return store.read(index, { signal });
  return name === "label" ? store.label(index) : store.fileName(index);
}

function requireSupervised(features: readonly FeatureName[]): void {
  for (const key of ["image", "label"] as const) {
    if (features.includes(key)) continue;
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `asSupervised gives [image, label], but partialDecoding leaves out '${key}'.`,
      { option: "asSupervised" },
    );
  }
}
