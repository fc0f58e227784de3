import type { DatasetClass, ImageNetClass, Provenance } from "@imagenet-v2/core";

/**
 * What the page is told, by the name under which it asks. Tables come in columns: entry i of each is
 * about `index.index[i]`, the i-th image of the selection.
 */
export interface Documents {
  index: IndexDocument;
  classes: readonly ExploredClass[];
  sizes: SizesDocument;
  measures: MeasuresDocument;
  duplicates: DuplicatesDocument;
  predictions: PredictionsDocument;
}

export type DocumentName = keyof Documents;

/** A class of the dataset; with what else it is called, if it is one of ImageNet's. */
export interface ExploredClass extends DatasetClass {
  readonly lemmas?: ImageNetClass["lemmas"] | undefined;
  readonly clipName?: string | undefined;
  /** What kind it is of, by WordNet: `dogs`. */
  readonly kind?: string | undefined;
}

/** What is known without reading an image. */
export interface IndexDocument {
  /** Changes with the data: part of the addresses of pictures, so that these can be kept for ever. */
  readonly id: string;
  /** `imagenet_v2/matched-frequency/3.0.0`, or what custom data calls itself. */
  readonly name: string;
  /** What `load` takes to open this data; `undefined` where no call of it does. */
  readonly opening: OpeningDocument | undefined;
  readonly provenance: Provenance;
  /** The archive's or folder's own name, without the way to it. */
  readonly source: string;
  /** Whether TFDS has these very examples, in these shards. */
  readonly inTfds: boolean;
  /** Examples of each shard of the whole data. */
  readonly shardLengths: readonly number[];
  /** Place in storage order: the number under which an image is asked for. */
  readonly index: readonly number[];
  /** Place in reading order. */
  readonly reading: readonly number[];
  readonly fileName: readonly string[];
  /** Positions in `classes`. */
  readonly label: readonly number[];
  readonly byteLength: readonly number[];
  /** Published boxes, `[left, top, right, bottom]` in pixels each; `undefined` where none were given. */
  readonly boxes: readonly (readonly Box[])[] | undefined;
  /** Names of the models whose predictions are there. */
  readonly models: readonly string[];
  /** Whether the stored pictures are there too, or only thumbnails. */
  readonly originals: boolean;
}

export interface OpeningDocument {
  /** `imagenet_v2/topimages`; without it, class folders of one's own. */
  readonly name?: string | undefined;
  /** What `classFolders` is given; without it, the folders are the classes. */
  readonly list?: readonly (string | number)[] | undefined;
  readonly split: string;
  /** Whether it is the sample, which `sampleArchive()` makes anywhere. */
  readonly sample?: boolean;
  /** What to give as `archive`; without it, the name is enough. */
  readonly archive?: string;
  /** Whether that is the whole path, or a name without the way to it. */
  readonly whole?: boolean;
  /** Whether `partial: true` has to be given. */
  readonly partial?: boolean;
}

export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** What the images' headers tell. An image that has none counts 0 and stands in `damaged`. */
export interface SizesDocument {
  readonly width: readonly number[];
  readonly height: readonly number[];
  /** 1 grey, 3 colour, 4 CMYK. */
  readonly components: readonly number[];
  readonly damaged: readonly DamagedImage[];
}

export interface DamagedImage {
  readonly index: number;
  readonly message: string;
}

/** What the pixels tell; `null` for an image that cannot be decoded. */
export interface MeasuresDocument {
  /** Mean luma, 0 to 255. */
  readonly brightness: readonly (number | null)[];
  /** Hasler and Süsstrunk's M: 0 is grey, above 60 is vivid. */
  readonly colourfulness: readonly (number | null)[];
  /** Variance of the Laplacian of luma: low is blurred. */
  readonly sharpness: readonly (number | null)[];
  readonly damaged: readonly DamagedImage[];
}

export interface DuplicatesDocument {
  /** How many pairs there are. */
  readonly total: number;
  /** The most alike of them, at most 1000. */
  readonly pairs: readonly DuplicatePair[];
}

/** Two images that look alike. */
export interface DuplicatePair {
  /** Storage index, the smaller one. */
  readonly first: number;
  readonly second: number;
  /** Correlation of the two as 16 × 16 grey pixels, to 1. */
  readonly likeness: number;
  /** Whether one is the other's mirror image. */
  readonly mirrored: boolean;
}

/** What models said. Columns are the images', `[]` where a model said nothing about one. */
export interface PredictionsDocument {
  readonly models: readonly ModelDocument[];
  /** Every two models that were shown images in common. */
  readonly comparisons: readonly ComparisonDocument[];
}

export interface ModelDocument {
  readonly name: string;
  /** The five likeliest classes, best first, or as many as are named. */
  readonly top: readonly (readonly number[])[];
  /** Their probabilities, where the model gives any. */
  readonly probabilities: readonly (readonly number[])[] | undefined;
  readonly top1: RateDocument;
  /** `undefined` where a prediction names fewer than five classes. */
  readonly top5: RateDocument | undefined;
}

export interface RateDocument {
  readonly accuracy: number;
  /** At 95 %. */
  readonly interval: readonly [low: number, high: number];
}

export interface ComparisonDocument {
  /** Places of the two models. */
  readonly first: number;
  readonly second: number;
  /** How many images both were shown; all else is about these. */
  readonly images: number;
  /** To which share of them the two give the same answer. */
  readonly agreement: number;
  /** McNemar's test in words, with Holm's correction for all comparisons. */
  readonly words: string;
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

/** What a document that is still being made answers with. */
export interface Making {
  readonly done: number;
  readonly total: number;
}
