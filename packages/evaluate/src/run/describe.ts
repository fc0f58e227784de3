import { variants } from "@imagenet-v2/core";
import type { Dataset, Example } from "@imagenet-v2/loader";
import type { KnownPreprocessing } from "@imagenet-v2/models";
import type { Store } from "@imagenet-v2/stores";
import { versions } from "#platform";
import type { ClassSet } from "../classes/class-set.ts";
import { runDatasetOf } from "../classes/run-dataset.ts";
import { digestOf, type RunHeader } from "./header.ts";
import type { Model } from "./model.ts";
import type { ImageInputKind } from "./pipeline.ts";

interface RunSettings {
  /** Default: the model's own. */
  readonly name?: string | undefined;
  readonly classes?: ClassSet | null | undefined;
  /** What a pipeline is given that does its own preprocessing. */
  readonly input?: ImageInputKind | undefined;
  /** What is done to an image, unless the pipeline does it. */
  readonly known?: KnownPreprocessing | undefined;
  readonly batchSize: number;
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a run is, so that its results are never mixed with another's. */
export async function describeRun(
  {
    name: ownName,
    sha256,
    settings,
    runtime,
  }: Pick<Model, "name" | "sha256" | "settings" | "runtime">,
  dataset: Dataset<Example>,
  running: RunSettings,
): Promise<Omit<RunHeader, "outputs">> {
  const { name = ownName, classes = null, input, known } = running;
  const { batchSize, from, to, signal } = running;
  const { variant = null, provenance } = dataset.store.info;
  const of = runDatasetOf(dataset.info);
  return {
    imagenet_v2_results: 1,
    variant,
    ...(of && { dataset: of }),
    provenance,
    archive: await archiveHash(dataset.store, signal),
    images: digestOf(Array.from(dataset.records(), ({ file_name }) => file_name)),
    model: { name, sha256: sha256 ?? null, ...(settings && { settings }) },
    classes,
    ...(input && { input }),
    // Whoever is given the bytes decodes them in another way.
    ...(input !== "jpeg" && dataset.origin.dct === "fast" && { dct: "fast" as const }),
    preprocessing: known === undefined ? null : { ...known.preprocessing },
    ...(known && { preprocessing_source: known.source }),
    made: {
      date: new Date().toISOString().slice(0, 10),
      versions: { ...versions(), ...(runtime !== undefined && { runtime }) },
    },
    batch_size: batchSize,
    from,
    to,
  };
}

async function archiveHash(store: Store, signal: AbortSignal | undefined): Promise<string | null> {
  const { kind, variant, provenance } = store.info;
  if (kind !== "archive") return null;
  // Its checksum was looked up to call it published.
  if (provenance === "published" && variant) return variants[variant].archive.sha256;
  // Whoever has an archive has loaded this by now.
  const { archiveDigest } = await import("@imagenet-v2/stores/internal");
  return (await archiveDigest(store, signal)) ?? null;
}
