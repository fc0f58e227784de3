import { DatasetInfo, resolveName } from "@imagenet-v2/core";
import { type DataOptions, usageError } from "../common-options.ts";
import { toJson } from "../json.ts";
import { openDataset } from "../open-dataset.ts";
import { type Terminal, write } from "../terminal.ts";

interface InfoOptions extends DataOptions {
  readonly format: string;
}

/** Prints what the dataset is: of the data at hand if some is named, else as published. */
export async function info(terminal: Terminal, name: string | undefined, options: InfoOptions) {
  const dataset = await describe(terminal, name, options);
  const format = options.json ? "json" : options.format;
  if (format === "json") {
    await write(terminal.stdout, `${toJson(facts(dataset), 2)}\n`);
  } else if (format === "text") {
    await write(terminal.stdout, `${dataset}\n`);
  } else {
    throw usageError(
      "--format",
      `Unknown format ${JSON.stringify(format)}.`,
      "Formats: text, json.",
    );
  }
}

async function describe(terminal: Terminal, name: string | undefined, options: InfoOptions) {
  if (options.archive === undefined && !options.sample) {
    return new DatasetInfo(resolveName(name ?? "imagenet_v2").variant);
  }
  const dataset = await openDataset(terminal, name, options, {});
  await dataset.store.close();
  return dataset.info;
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
    provenance: info.provenance ?? null,
    dataDir: info.dataDir ?? null,
    fileFormat: info.fileFormat,
  };
}
