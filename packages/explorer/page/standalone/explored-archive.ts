import { classFolders, imageNetV2 } from "@imagenet-v2/core";
import type { ModelPredictions } from "@imagenet-v2/evaluate";
import { infoOf } from "@imagenet-v2/loader/internal";
import { ArchiveStore, type ArchiveStoreOptions, type Store } from "@imagenet-v2/stores";
import { type Contents, type ContentsOf, contentsOf } from "../../src/contents.ts";
import type {
  DocumentName,
  IndexDocument,
  Making,
  PredictionsDocument,
} from "../../src/documents.ts";
import { Job } from "../../src/job.ts";
import { fitting, predictionsDocument } from "../../src/predictions.ts";
import type { Studies } from "../../src/statistics/studies.ts";
import type { Opening } from "./opening.ts";
import { type PictureAsked, Pictures } from "./pictures.ts";
import { surveyors } from "./surveyors.ts";

/** An archive that is open, and all that the page asks of it: what a server answers from. */
export class ExploredArchive {
  readonly #explored: ContentsOf;
  readonly #pictures: Pictures;
  readonly #ending = new AbortController();
  #contents: Contents;
  #studies: Promise<Studies> | undefined;
  #predictions = new Job<PredictionsDocument>(() => predictionsDocument([], []));

  private constructor(store: Store) {
    const numbers = Array.from({ length: store.length }, (_, index) => ({ index }));
    this.#explored = { store, info: infoOf(store), records: () => numbers };
    this.#contents = contentsOf(this.#explored);
    this.#pictures = new Pictures(store);
  }

  /** @throws what `ArchiveStore.open` throws */
  static async open(
    { archive, index, ownClasses, keep }: Opening,
    options: Pick<ArchiveStoreOptions, "signal" | "onProgress">,
  ): Promise<ExploredArchive> {
    const spec = ownClasses ? classFolders() : imageNetV2;
    const store = await ArchiveStore.open(archive, {
      ...options,
      ...{ index, spec, keep, partial: true },
    });
    return new ExploredArchive(store);
  }

  get index(): IndexDocument {
    return this.#contents.index;
  }

  async document(name: DocumentName, onProgress: (making: Making) => void): Promise<unknown> {
    switch (name) {
      case "index":
        return this.index;
      case "classes":
        return this.#contents.classes;
      case "predictions":
        return this.#predictions.result();
    }
    const studies = await this.#allStudies();
    switch (name) {
      case "sizes":
        return studies.sizes.result(onProgress);
      case "measures":
        return (await studies.pixels.result(onProgress)).measures;
      case "duplicates":
        return (await studies.pixels.result(onProgress)).duplicates;
    }
  }

  picture(asked: PictureAsked, signal: AbortSignal): Promise<Blob> {
    return this.#pictures.picture(asked, signal);
  }

  /** Shows these beside the images. @throws INVALID_OPTION where they do not fit */
  setPredictions(said: readonly ModelPredictions[]): IndexDocument {
    const contents = contentsOf(this.#explored, { models: said.map(({ name }) => name) });
    const fit = fitting(contents, this.#explored.info.classes, said);
    this.#contents = contents;
    this.#predictions = new Job(() => predictionsDocument(fit, contents.index.fileName));
    return contents.index;
  }

  async close(): Promise<void> {
    this.#ending.abort();
    this.#pictures.clear();
    await this.#explored.store.close();
  }

  /** With the decoder, which is not loaded to look at pictures. */
  #allStudies(): Promise<Studies> {
    const { signal } = this.#ending;
    this.#studies ??= import("../../src/statistics/studies.ts").then(({ studiesOf }) =>
      studiesOf(this.#contents, { signal, surveyors }),
    );
    return this.#studies;
  }
}
