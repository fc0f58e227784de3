import { classes, readingOrder, superclasses } from "@imagenet-v2/core";
import { digest } from "@imagenet-v2/core/internal";
import type { Dataset } from "@imagenet-v2/loader";
import type { Store } from "@imagenet-v2/stores";
import { baseName } from "#platform";
import type { Box, ExploredClass, IndexDocument } from "./documents.ts";
import { openingOf } from "./opening.ts";

/** The images that are looked at: a selection, each image once. */
export interface Contents {
  readonly store: Store;
  readonly index: IndexDocument;
  readonly classes: readonly ExploredClass[];
  has(index: number): boolean;
}

/** What is looked at: a Dataset, or what is used of one. */
export interface ContentsOf extends Pick<Dataset<unknown>, "store" | "info"> {
  records(): Iterable<{ readonly index: number }>;
}

export interface ContentsOptions {
  readonly boxes?: ReadonlyMap<string, readonly Box[]> | undefined;
  readonly models?: readonly string[] | undefined;
  readonly originals?: boolean | undefined;
  /** Whether those who look may learn where the data lies. @default false */
  readonly paths?: boolean | undefined;
}

export function contentsOf(
  dataset: ContentsOf,
  { boxes, models = [], originals = true, paths = false }: ContentsOptions = {},
): Contents {
  const { store, info } = dataset;
  const index = [...new Set(Array.from(dataset.records(), (record) => record.index))];
  const wanted = new Set(index);
  const fileName = index.map((each) => store.fileName(each));
  const byteLength = index.map((each) => store.byteLength(each));
  const reading = readingRanks(store.shardLengths);
  const document: IndexDocument = {
    id: digest(JSON.stringify([store.info, fileName, byteLength])).slice(0, 16),
    name: info.fullName,
    opening: openingOf(store.info, paths),
    provenance: store.info.provenance,
    source: baseName(store.info.path),
    inTfds: isInTfds(info),
    shardLengths: store.shardLengths,
    index,
    reading: index.map((each) => reading[each] as number),
    fileName,
    label: index.map((each) => store.label(each)),
    byteLength,
    boxes: boxes && fileName.map((name) => boxes.get(name.slice(name.lastIndexOf("/") + 1)) ?? []),
    models,
    originals,
  };
  return {
    store,
    index: document,
    classes: info.classes.map(withOtherNames),
    has: (each) => wanted.has(each),
  };
}

const imageNet = new Map(classes.map((each) => [each.wnid, each]));
const kinds = new Map(
  superclasses.flatMap(({ name, labels }) => labels.map((label) => [label, name])),
);

function withOtherNames({ index, name, wnid }: ExploredClass): ExploredClass {
  const known = imageNet.get(wnid ?? "");
  if (known === undefined) return { index, name, wnid };
  const { lemmas, clipName } = known;
  return { index, name, wnid, lemmas, clipName, kind: kinds.get(known.index) };
}

/** Of other data, and of a part, TFDS has other shards, or none. */
function isInTfds({ variant, provenance }: Dataset["info"]): boolean {
  return variant !== undefined && (provenance === "published" || provenance === "complete");
}

/** When the example at each storage index is read. */
function readingRanks(shardLengths: readonly number[]): Uint32Array {
  const shards = shardLengths.map((take, shard) => ({ shard, skip: 0, take }));
  const order = readingOrder(shards, shardLengths);
  const ranks = new Uint32Array(order.length);
  order.forEach((index, rank) => {
    ranks[index] = rank;
  });
  return ranks;
}
