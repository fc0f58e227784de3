import { resolveName } from "@imagenet-v2/core";
import { type Dataset, load } from "@imagenet-v2/loader";
import type { DataOptions } from "./common-options.ts";
import { toJson } from "./json.ts";
import { ownDataset } from "./own-dataset.ts";
import { printable, type Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";
import { withTransferProgress } from "./with-progress.ts";

/** What a reading command asks for beyond the common options. */
interface Selection {
  /** A list of the classes of a dataset of the user's own. */
  readonly classes?: string | undefined;
  readonly split?: string | undefined;
  readonly order?: "reading" | "storage" | "archive" | undefined;
}

/**
 * The dataset that a command's NAME and options mean: the sample, an archive of the user's, or the
 * archive in the data folder, downloaded first if need be.
 */
export async function openDataset(
  terminal: Terminal,
  name: string | undefined,
  options: DataOptions,
  { split, order, classes }: Selection,
): Promise<Dataset> {
  const { dataDir, index, offline, baseUrl } = options;
  const onError = options.onError === "skip" ? "skip" : "throw";
  const { env, signal } = terminal;
  let { archive, partial } = options;
  if (classes !== undefined && name !== undefined) {
    throw usageError(
      "NAME",
      `--classes is for a dataset of your own, and ${name} has its own classes.`,
      "Leave out one of them.",
    );
  }
  const spec = classes === undefined ? undefined : await ownDataset(classes, signal);
  const wanted = spec ?? name ?? "imagenet_v2";
  if (options.sample) {
    const { sampleArchive } = await import("@imagenet-v2/sample");
    archive = await sampleArchive({ dataDir, env, signal });
    partial = true;
  }
  const dataset = await withTransferProgress(terminal, "Getting the data", options, (onProgress) =>
    load(wanted, {
      split: split ?? (spec ?? resolveName(name ?? "imagenet_v2").spec).split,
      ...{ archive, index, partial, order, onError, dataDir, offline, baseUrl, env, signal },
      onProgress,
    }),
  );
  if (!options.quiet) tellNotes(terminal, dataset, options);
  return dataset;
}

/** What is odd about the data; errors follow on the same stream, and are JSON where that is wanted. */
function tellNotes({ stderr }: Terminal, { info }: Dataset, { json }: DataOptions): void {
  const { dataDir: path, notes } = info;
  for (const note of notes) {
    stderr.write(json ? `${toJson({ note, path })}\n` : `Note: ${printable(`${path}: ${note}`)}\n`);
  }
}
