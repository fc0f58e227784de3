import { once } from "node:events";
import { basename } from "node:path";
import type { ModelPredictions } from "@imagenet-v2/evaluate";
import type { ExploredOptions, ServedExplorer } from "@imagenet-v2/explorer";
import { dataFolder } from "@imagenet-v2/fetch";
import type { Dataset } from "@imagenet-v2/loader";
import { readSmallFile } from "@imagenet-v2/storage/node";
import type { DataOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { requireFolder } from "../output-file.ts";
import { ProgressLine } from "../progress.ts";
import { tellSkipped } from "../skipped.ts";
import { type Terminal, write } from "../terminal.ts";
import { usageError } from "../usage-error.ts";

interface ExploreOptions extends DataOptions {
  readonly split?: string;
  readonly classes?: string;
  readonly predictions?: readonly string[];
  readonly boxes?: string;
  readonly host?: string;
  readonly port?: number;
  /** `false` with `--no-open`. */
  readonly open: boolean;
  readonly export?: string;
  readonly originals?: boolean;
  readonly overwrite?: boolean;
}

/** Serves the explorer until it is interrupted, or writes it as files. */
export async function explore(
  terminal: Terminal,
  name: string | undefined,
  options: ExploreOptions,
): Promise<void> {
  await requireFolder("--export", options.export);
  const dataset = await openDataset(terminal, name, options, options);
  try {
    const explored: ExploredOptions = {
      dataset,
      predictions: await contestants(terminal, dataset, options.predictions ?? []),
      boxes: options.boxes === undefined ? undefined : await boxesIn(options.boxes, terminal),
      dataDir: dataFolder({ dataDir: options.dataDir, env: terminal.env }),
    };
    if (options.export === undefined) await serve(terminal, explored, options);
    else await writeSite(terminal, explored, options.export, options);
  } finally {
    await dataset.store.close();
  }
}

async function serve(
  terminal: Terminal,
  explored: ExploredOptions,
  options: ExploreOptions,
): Promise<void> {
  const { serveExplorer } = await import("@imagenet-v2/explorer");
  const { stdout, stderr, signal } = terminal;
  const served = await serveExplorer({ ...explored, host: options.host, port: options.port });
  try {
    const { url, port } = served;
    await write(stdout, options.json ? `${toJson({ url, port })}\n` : `${url}\n`);
    if (!options.quiet && !options.json) stderr.write("Ctrl-C ends it.\n");
    if (options.open && stdout.isTTY) await openBrowser(served);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await served.close();
  }
  signal.throwIfAborted();
}

/** The address has been printed: where no browser can be opened, nothing is lost. */
async function openBrowser({ url }: ServedExplorer): Promise<void> {
  const { default: open } = await import("open");
  try {
    const browser = await open(url);
    browser.on("error", () => {});
  } catch {}
}

async function writeSite(
  terminal: Terminal,
  explored: ExploredOptions,
  folder: string,
  options: ExploreOptions,
): Promise<void> {
  const { exportExplorer } = await import("@imagenet-v2/explorer");
  const { originals, overwrite, quiet } = options;
  const enabled = options.progress && !quiet;
  const labels = {
    sizes: "Reading sizes",
    measures: "Looking at every image",
    pictures: "Writing pictures",
  };
  let line: ProgressLine | undefined;
  let shown: keyof typeof labels | undefined;
  let skipped: readonly string[] = [];
  try {
    ({ skipped } = await exportExplorer(folder, {
      ...explored,
      originals,
      overwrite,
      signal: terminal.signal,
      onProgress: ({ stage, done, total }) => {
        if (stage !== shown) {
          line?.end();
          line = new ProgressLine(terminal, labels[stage], { unit: "images", enabled });
          shown = stage;
        }
        line?.update({ done, total });
      },
    }));
  } finally {
    line?.end();
  }
  tellSkipped(terminal, options, skipped);
  await write(terminal.stdout, options.json ? `${toJson({ folder, skipped })}\n` : `${folder}\n`);
}

/** Models are called as their results call them, else by the names of their files. */
async function contestants(
  terminal: Terminal,
  dataset: Dataset,
  paths: readonly string[],
): Promise<ModelPredictions[]> {
  if (paths.length === 0) return [];
  if (paths.length > 8) {
    throw usageError("--predictions", `--predictions takes up to 8 files, not ${paths.length}.`);
  }
  const { readPredictions } = await import("@imagenet-v2/evaluate");
  const { signal } = terminal;
  const found: ModelPredictions[] = [];
  for (const path of paths) {
    const images = dataset.records();
    const read = { images, info: dataset.info, partial: true, signal };
    const { predictions, classes, dataset: of, run } = await readPredictions(path, read);
    const names = [run?.model.name, basename(path).replace(/\.\w+$/, ""), path];
    const name = names.find((each) => each && !found.some(({ name }) => name === each)) ?? path;
    found.push({ name, predictions, classes, dataset: of });
  }
  return found;
}

/** Twenty times as many as boxes for all images of a variant take. */
const mostBoxesBytes = 16 * 2 ** 20;

async function boxesIn(path: string, { signal }: Terminal) {
  const { parseBoxes } = await import("@imagenet-v2/explorer");
  const hint = "A table of boxes has a line for each image.";
  const table = await readSmallFile(path, { limit: mostBoxesBytes, hint, signal });
  return parseBoxes(table.toString());
}
