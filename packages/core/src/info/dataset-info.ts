import { ClassLabel, featuresDict, ImageFeature, TextFeature } from "../features.ts";
import { publishedShardLengths } from "../shards.ts";
import type { DatasetClass, DatasetDescription } from "../spec/dataset-spec.ts";
import { imageNetV2 } from "../spec/imagenet-v2.ts";
import { imageNet2012 } from "../spec/imagenet2012.ts";
import type { Split } from "../split/read-instruction.ts";
import { type FileInstruction, resolveSplit } from "../split/resolve.ts";
import type { Variant } from "../variants.ts";
import { catalogue } from "./catalogue.ts";
import { formatSize } from "./size.ts";

/**
 * What is known of the bytes behind a dataset.
 *
 * - `published`: the archive's sha256 is the published one.
 * - `complete`: other bytes, but 1000 × 10 images under exactly the right names.
 * - `partial`: some of these images.
 * - `sample`: the 67 images of `@imagenet-v2/sample`, by name; not ImageNetV2.
 * - `custom`: other images; not ImageNetV2.
 *
 * Of `imagenet2012`, `complete` and `partial` are said of its 50,000 names.
 */
export type Provenance = (typeof provenances)[number];

/** From the most to the least that can be said of data. */
export const provenances = ["published", "complete", "partial", "sample", "custom"] as const;

/** The features of ImageNetV2. The class names are WordNet ids, as in TFDS. */
export type ImageNetV2Features = {
  readonly file_name: TextFeature;
  readonly image: ImageFeature;
  readonly label: ClassLabel;
};

const custom = {
  name: "custom",
  version: "",
  description: "Pictures that are not ImageNetV2's.",
  homepage: "",
  citation: "",
  licenseNote: "",
  releaseNotes: {},
} as const;

const imageNet = {
  ...custom,
  description: "The validation set of ImageNet (ILSVRC 2012): 50,000 pictures, 50 of each class.",
  homepage: "https://image-net.org/",
} as const;

let shared: ImageNetV2Features | undefined;

const featuresOfClasses = new WeakMap<readonly DatasetClass[], ImageNetV2Features>();

/** The features of a dataset with these classes; named by WordNet id where all have one. */
export function featuresOf(classes: readonly DatasetClass[]): ImageNetV2Features {
  if (classes === imageNetV2.classes) return imageNetV2Features();
  const known = featuresOfClasses.get(classes);
  if (known !== undefined) return known;
  const features = imageFeatures(classes);
  featuresOfClasses.set(classes, features);
  return features;
}

function imageFeatures(classes: readonly DatasetClass[]): ImageNetV2Features {
  const haveIds = classes.every(({ wnid }) => wnid !== undefined);
  // Two of ImageNet's are called crane.
  const areUnique = new Set(classes.map(({ name }) => name)).size === classes.length;
  const useIds = haveIds || !areUnique;
  return featuresDict({
    file_name: new TextFeature(),
    image: new ImageFeature(),
    label: new ClassLabel({
      names: classes.map(({ name, wnid }) => (useIds && wnid !== undefined ? wnid : name)),
    }),
  });
}

/** The features of ImageNetV2, one object for everybody. */
export function imageNetV2Features(): ImageNetV2Features {
  shared ??= imageFeatures(imageNetV2.classes);
  return shared;
}

/** A split as it lies in the data. */
export interface SplitInfo {
  readonly name: string;
  readonly numExamples: number;
  readonly numShards: number;
  /** Examples in each shard. */
  readonly shardLengths: readonly number[];
  /** Sum of the serialized examples, in bytes; 0 where it is not known. */
  readonly numBytes: number;
}

/** A part of a split: `test[:10%]`. */
export interface SubSplitInfo extends SplitInfo {
  readonly fileInstructions: readonly FileInstruction[];
}

/** The data at hand, for {@link DatasetInfo}. What is left out is taken from the catalogue. */
export interface DataAtHand {
  /** What it is, where it is not ImageNetV2 or of its shape. */
  readonly dataset?: DatasetDescription | undefined;
  /** What custom data calls itself: the archive's top folder. */
  readonly name?: string | undefined;
  /** Folder or archive that is read. */
  readonly dataDir?: string | undefined;
  /** @default "tfrecord" */
  readonly fileFormat?: string | undefined;
  /** Bytes of the archive. */
  readonly downloadSize?: number | undefined;
  /** Examples of each shard of `test`. */
  readonly shardLengths?: readonly number[] | undefined;
  /** Bytes of the serialized examples of `test`. */
  readonly numBytes?: number | undefined;
  readonly provenance?: Provenance | undefined;
  /** @default [] */
  readonly notes?: readonly string[] | undefined;
  /** @default "3.0.0" */
  readonly version?: string | undefined;
}

/**
 * All that is known of a dataset, with TFDS's names. `String(info)` prints it as TFDS does.
 *
 * Without a variant it describes custom data, which has the shape of ImageNetV2 and none of its
 * texts: nothing should take it for the dataset.
 */
export class DatasetInfo {
  /** `undefined` for custom data. */
  readonly variant: Variant | undefined;
  /** `imagenet_v2`, or what the custom data calls itself. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly homepage: string;
  readonly citation: string;
  readonly licenseNote: string;
  readonly releaseNotes: Readonly<Record<string, string>>;
  readonly supervisedKeys = catalogue.supervisedKeys;
  readonly disableShuffling = false;
  readonly moduleName = catalogue.moduleName;
  readonly dataDir: string | undefined;
  readonly fileFormat: string;
  /** Bytes of the archive. */
  readonly downloadSize: number;
  /** Bytes of the serialized examples; `undefined` as long as there is no data to measure. */
  readonly datasetSize: number | undefined;
  /** The name of its split: `test`; `validation` for `imagenet2012`. */
  readonly splitName: string;
  /** The one split there is, by its name. */
  readonly splits: { readonly test: SplitInfo; readonly [name: string]: SplitInfo };
  /** The classes; the position is the label. */
  readonly classes: readonly DatasetClass[];
  /** `undefined` as long as no data was opened. */
  readonly provenance: Provenance | undefined;
  /** What to know of the data at hand that is no error, a sentence each: files that were ignored. */
  readonly notes: readonly string[];

  constructor(variant: Variant | undefined, data: DataAtHand = {}) {
    const dataset = data.dataset ?? imageNetV2;
    const isImageNet = dataset.name === imageNet2012.name;
    const texts = variant === undefined ? (isImageNet ? imageNet : custom) : catalogue;
    this.variant = variant;
    this.classes = dataset.classes;
    this.splitName = dataset.split;
    if (variant !== undefined || isImageNet) this.name = dataset.name;
    else this.name = data.name ?? custom.name;
    this.version = data.version ?? texts.version;
    this.description = data.dataset && texts === custom ? inWords(this.classes) : texts.description;
    this.homepage = texts.homepage;
    this.citation = texts.citation;
    this.licenseNote = texts.licenseNote;
    this.releaseNotes = texts.releaseNotes;
    this.dataDir = data.dataDir;
    this.fileFormat = data.fileFormat ?? "tfrecord";
    this.downloadSize = data.downloadSize ?? variant?.archive.bytes ?? 0;
    this.datasetSize = data.numBytes;
    this.provenance = data.provenance;
    this.notes = data.notes ?? [];
    const shardLengths = data.shardLengths ?? (variant === undefined ? [] : publishedShardLengths);
    // Typed by the name that ImageNetV2 and a user's own have.
    this.splits = {
      [this.splitName]: splitInfo(this.splitName, shardLengths, data.numBytes ?? 0),
    } as DatasetInfo["splits"];
  }

  /** The variant's name; empty for custom data. */
  get configName(): string {
    return this.variant?.name ?? "";
  }

  /** `imagenet_v2/matched-frequency/3.0.0` */
  get fullName(): string {
    return [this.name, this.configName, this.version].filter(Boolean).join("/");
  }

  get features(): ImageNetV2Features {
    return featuresOf(this.classes);
  }

  /**
   * The part of a split that a spec asks for, with the shards it is read from.
   *
   * @throws UNKNOWN_SPLIT, INVALID_SPLIT
   */
  split(spec: Split): SubSplitInfo {
    const { numExamples, fileInstructions } = resolveSplit(spec, {
      [this.splitName]: this.#split.shardLengths,
    });
    const takes = fileInstructions.map(({ take }) => take);
    return { ...splitInfo(String(spec), takes, 0), numExamples, fileInstructions };
  }

  get #split(): SplitInfo {
    return this.splits[this.splitName] as SplitInfo;
  }

  /** The layout of TFDS's `str(info)`. */
  toString(): string {
    const { name, numExamples, numShards } = this.#split;
    const keys = this.supervisedKeys.map((key) => `'${key}'`).join(", ");
    const datasetSize =
      this.datasetSize === undefined && this.variant !== undefined
        ? catalogue.datasetSize[this.variant.name]
        : formatSize(this.datasetSize);
    const lines = [
      `name='${this.name}'`,
      `full_name='${this.fullName}'`,
      `description="""\n${this.description}\n"""`,
      `homepage='${this.homepage}'`,
      `data_dir='${this.dataDir ?? ""}'`,
      `file_format=${this.fileFormat}`,
      `download_size=${formatSize(this.downloadSize)}`,
      `dataset_size=${datasetSize}`,
      `features=${this.features}`,
      `supervised_keys=(${keys})`,
      "disable_shuffling=False",
      "nondeterministic_order=False",
      `splits={\n    '${name}': <SplitInfo num_examples=${numExamples}, num_shards=${numShards}>,\n}`,
      `citation="""${this.citation}"""`,
    ];
    return `tfds.core.DatasetInfo(\n${lines.map((line) => `${indent(line)},\n`).join("")})`;
  }
}

function splitInfo(name: string, shardLengths: readonly number[], numBytes: number): SplitInfo {
  const numExamples = shardLengths.reduce((sum, length) => sum + length, 0);
  return { name, numExamples, numShards: shardLengths.length, shardLengths, numBytes };
}

/** What own data is: its classes, as far as a sentence has room for them. */
function inWords(classes: readonly DatasetClass[]): string {
  const names = classes.slice(0, 20).map(({ name }) => name);
  const more = classes.length > names.length ? ", …" : "";
  return `Pictures that are not ImageNetV2's, of ${classes.length} classes: ${names.join(", ")}${more}.`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
