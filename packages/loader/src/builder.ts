import { DatasetInfo, type DatasetSpec } from "@imagenet-v2/core";
import { describeSpec, type Exact, parseOptions } from "@imagenet-v2/core/internal";
import { dataFolder, type OnProgress } from "@imagenet-v2/fetch";
import type { Store } from "@imagenet-v2/stores";
import * as z from "zod";
import { type DataOptions, dataShape, openData } from "./data/open-data.ts";
import { checkSplits, publishedLengths, wantedData } from "./data/wanted-data.ts";
import {
  asDataset,
  type DatasetOptions,
  type DatasetsFor,
  datasetShape,
} from "./dataset/as-dataset.ts";
import { infoOf } from "./dataset/info.ts";
import {
  type ExampleWriter,
  exampleWriterSchema,
  type WriteOptions,
  type WrittenFolder,
  writeShape,
} from "./example-writer.ts";
import { type InspectionArguments, inspected, inspection } from "./pipeline/inspection.ts";

export interface BuilderOptions extends Omit<DataOptions, "download" | "signal" | "onProgress"> {
  /** The variant, if the name does not say it. */
  readonly config?: string | undefined;
  /** `x.y.z` where each may be `*`, or `experimental_latest`, if the name does not say it. */
  readonly version?: string | undefined;
}

export interface DownloadAndPrepareOptions extends Omit<WriteOptions, "dataDir" | "onProgress"> {
  /**
   * Writes the examples in another form as well: `tfrecord()` of `imagenet-v2/export` as TFDS prepares them.
   * The options of shards, `variant`, `maxExamplesPerSplit` and `overwrite` are for it. Default: none; the
   * archive is verified, and read in place.
   */
  readonly writer?: ExampleWriter | undefined;
  /** Told about the download and the verification. */
  readonly onProgress?: OnProgress | undefined;
  /** Told about the writing. */
  readonly onPrepareProgress?: WriteOptions["onProgress"];
}

/** What a builder reads from. */
export interface BuilderSource {
  /** What is known before any data is opened. */
  readonly info: DatasetInfo;
  /** @param download whether data that is not on this machine is fetched */
  open(options: {
    download: boolean;
    signal?: AbortSignal | undefined;
    onProgress?: OnProgress | undefined;
  }): Promise<Store>;
  /** Where prepared folders go. */
  readonly dataDir: string;
  checkSplits(split: DatasetOptions["split"]): void;
}

const { download: _____, signal, onProgress, ...builderShape } = dataShape;
const builderOptions = z.strictObject({
  ...builderShape,
  config: z.string().optional(),
  version: z.string().optional(),
});
const archiveOptions = z.strictObject({
  signal,
  onProgress,
});
const { dataDir: ____, onProgress: onPrepareProgress, ...writingShape } = writeShape;
const writingOptions = z.strictObject({
  ...writingShape,
  writer: exampleWriterSchema,
  onProgress,
  onPrepareProgress,
});
const datasetOptions = z.strictObject(datasetShape);
const { order: _, batchSize: __, ragged: ___, ...sourceShape } = datasetShape;
const dataSourceOptions = z.strictObject(sourceShape);

/**
 * A dataset before it is read: TFDS's `DatasetBuilder`. Nothing is looked at until it is asked for.
 *
 * @example
 * const topimages = builder("imagenet_v2/topimages");
 * topimages.info.features.label.numClasses; //=> 1000
 * await topimages.downloadAndPrepare();
 * const dataset = await topimages.asDataset({ split: "test[:10%]" });
 */
export class Builder {
  readonly #source: BuilderSource;
  #info: DatasetInfo;

  /** @internal Builders come from {@link builder}. */
  constructor(source: BuilderSource) {
    this.#source = source;
    this.#info = source.info;
  }

  /** What the dataset is: of the data at hand once it was opened, before that by the catalogue. */
  get info(): DatasetInfo {
    return this.#info;
  }

  /**
   * Sees to it that the data is on this machine. What is there already is left as it is.
   *
   * @returns the folder that the writer made, if there is one
   * @throws INVALID_OPTION before anything is fetched; whatever fetching the archive throws; whatever the
   * writer throws
   */
  downloadAndPrepare(
    options: DownloadAndPrepareOptions & { readonly writer: ExampleWriter },
  ): Promise<WrittenFolder>;
  downloadAndPrepare(options?: DownloadAndPrepareOptions): Promise<WrittenFolder | undefined>;
  async downloadAndPrepare(
    options: DownloadAndPrepareOptions = {},
  ): Promise<WrittenFolder | undefined> {
    const { writer: given, ...others } = options;
    // Without a writer, what is said of the writing is unknown.
    if (given === undefined) parseOptions(archiveOptions, others as unknown, "downloadAndPrepare");
    else parseOptions(writingOptions, { ...others, writer: given }, "downloadAndPrepare");
    const { writer, onProgress, onPrepareProgress, ...writing } = options;
    const { signal } = writing;
    const store = await this.#source.open({ download: true, signal, onProgress });
    try {
      this.#info = infoOf(store);
      const { dataDir } = this.#source;
      return await writer?.write(store, { ...writing, dataDir, onProgress: onPrepareProgress });
    } finally {
      await store.close();
    }
  }

  /**
   * The examples, in the order in which TFDS reads them. Opens no socket.
   *
   * @throws NOT_PREPARED if the data is not on this machine; INVALID_SPLIT, UNKNOWN_SPLIT,
   * INVALID_OPTION
   */
  async asDataset<const O extends DatasetOptions = object>(
    options?: O & Exact<O, DatasetOptions, "readConfig">,
  ): Promise<DatasetsFor<O>> {
    const parsed = parseOptions(datasetOptions, (options ?? {}) as DatasetOptions, "asDataset");
    return this.#read(parsed) as Promise<DatasetsFor<O>>;
  }

  /**
   * The examples in storage order: position i is the i-th example of the data. TFDS's
   * `as_data_source`.
   */
  async asDataSource<const O extends DataSourceOptions = object>(
    options?: O & Exact<O, DataSourceOptions, "readConfig">,
  ): Promise<DatasetsFor<O>> {
    const parsed = parseOptions(
      dataSourceOptions,
      (options ?? {}) as DataSourceOptions,
      "asDataSource",
    );
    return this.#read({ ...parsed, order: "storage", ragged: false }) as Promise<DatasetsFor<O>>;
  }

  /** What `console.log` prints. */
  [inspection](...how: InspectionArguments): string {
    return inspected("Builder", { name: this.info.fullName }, how);
  }

  async #read(options: z.output<typeof datasetOptions>): Promise<unknown> {
    this.#source.checkSplits(options.split);
    const store = await this.#source.open({ download: false, signal: options.signal });
    try {
      this.#info = infoOf(store);
      const datasets = await asDataset(store, this.#info, options);
      if (options.batchSize === -1) await store.close();
      return datasets;
    } catch (error) {
      await store.close();
      throw error;
    }
  }
}

export type DataSourceOptions = Omit<DatasetOptions, "order" | "batchSize" | "ragged">;

/**
 * The builder of a dataset by its name: TFDS's `tfds.builder`.
 *
 * @param name as for `load`
 * @throws INVALID_NAME, UNKNOWN_DATASET, UNKNOWN_VARIANT, UNKNOWN_VERSION, INVALID_OPTION
 */
export function builder(name: string | DatasetSpec, options: BuilderOptions = {}): Builder {
  const { config, version, ...data } = parseOptions(builderOptions, options, "builder");
  const wanted = wantedData(name, data, { config, version });
  return new Builder({
    info: new DatasetInfo(wanted.named, {
      version: wanted.version,
      dataset: wanted.named === undefined ? describeSpec(wanted.spec) : undefined,
      shardLengths: publishedLengths(wanted.spec),
    }),
    dataDir: dataFolder(wanted),
    open: (how) => openData({ ...wanted, ...how }),
    checkSplits: (split) => checkSplits(split, wanted),
  });
}
