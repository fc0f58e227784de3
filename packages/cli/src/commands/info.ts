import { croissant, DatasetInfo, imageNetV2, jsonLd, resolveName } from "@imagenet-v2/core";
import { sameClasses } from "@imagenet-v2/core/internal";
import type { DataOptions } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { type Terminal, write } from "../terminal.ts";

interface InfoOptions extends DataOptions {
  readonly classes?: string;
  readonly format: "text" | "json" | "jsonld" | "croissant" | "markdown" | "html";
}

/**
 * Prints what the dataset is: of the data at hand if some is named, else as published. The catalogue
 * page (markdown, html) shows pictures where there is data to take them from.
 */
export async function info(terminal: Terminal, name: string | undefined, options: InfoOptions) {
  const withData = options.archive !== undefined || options.sample;
  const dataset = withData ? await openDataset(terminal, name, options, options) : undefined;
  const about = dataset?.info ?? published(name ?? "imagenet_v2");
  try {
    const format = options.json ? "json" : options.format;
    const texts = {
      text: () => String(about),
      json: () => toJson(facts(about), 2),
      jsonld: () => JSON.stringify(jsonLd(about), undefined, 2),
      croissant: () => JSON.stringify(croissant(about), undefined, 2),
      markdown: async () => (await cataloguePage()).markdown(),
      html: async () => (await cataloguePage()).html(),
    };
    const cataloguePage = async () => {
      const { cataloguePage } = await import("@imagenet-v2/view");
      return cataloguePage(about, { dataset, signal: terminal.signal });
    };
    await write(terminal.stdout, `${await texts[format]()}\n`);
  } finally {
    await dataset?.close();
  }
}

/** What is known of a dataset without data. */
function published(name: string): DatasetInfo {
  const { spec, variant } = resolveName(name);
  if (variant !== undefined) return new DatasetInfo(variant);
  const { numExamples = 0 } = spec;
  return new DatasetInfo(undefined, { dataset: spec, shardLengths: [numExamples] });
}

function facts(info: DatasetInfo) {
  const { name, configName, fullName, version, description, homepage, citation } = info;
  const { licenseNote, releaseNotes, supervisedKeys, downloadSize, datasetSize } = info;
  const features = Object.fromEntries(
    Object.entries(info.features).map(([key, feature]) => [key, String(feature)]),
  );
  return {
    name,
    configName,
    fullName,
    version,
    description,
    homepage,
    citation,
    licenseNote,
    releaseNotes,
    features,
    supervisedKeys,
    downloadSize,
    datasetSize: datasetSize ?? null,
    splits: info.splits,
    // ImageNet's thousand are what the command `classes` prints.
    classes: sameClasses(info.classes, imageNetV2.classes) ? undefined : info.classes,
    provenance: info.provenance ?? null,
    notes: info.notes,
    dataDir: info.dataDir ?? null,
    fileFormat: info.fileFormat,
  };
}
