import {
  type DatasetInfo,
  type Feature,
  type Variant,
  variantNames,
  variants,
} from "@imagenet-v2/core";
import { catalogue, formatSize } from "@imagenet-v2/core/internal";

/** A part of a page, told apart from how it is written. */
export type Section =
  | { readonly kind: "text"; readonly heading: string; readonly text: string }
  | { readonly kind: "list"; readonly heading: string; readonly items: readonly Item[] }
  | {
      readonly kind: "code";
      readonly heading: string;
      readonly language: string;
      readonly code: string;
    }
  | {
      readonly kind: "table";
      readonly heading: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

interface Item {
  readonly term: string;
  readonly text: string;
  readonly href?: string;
}

/**
 * What the dataset's page in the TFDS catalogue says, in its order. Of custom data it says only what
 * was seen.
 */
export function sections(info: DatasetInfo): Section[] {
  const all: Section[] = [
    { kind: "text", heading: "Description", text: info.description },
    { kind: "list", heading: "Facts", items: facts(info) },
    { kind: "list", heading: "Versions", items: versions(info) },
    {
      kind: "table",
      heading: "Splits",
      columns: ["Split", "Examples", "Shards"],
      rows: Object.values(info.splits).map(({ name, numExamples, numShards }) => [
        `'${name}'`,
        numExamples.toLocaleString("en"),
        String(numShards),
      ]),
    },
    { kind: "code", heading: "Feature structure", language: "python", code: String(info.features) },
    {
      kind: "table",
      heading: "Feature documentation",
      columns: ["Feature", "Class", "Shape", "Dtype"],
      rows: [
        ["", "FeaturesDict", "", ""],
        ...Object.entries(info.features).map(([name, feature]) => documentation(name, feature)),
      ],
    },
    {
      kind: "text",
      heading: "Supervised keys",
      text: `('${info.supervisedKeys.join("', '")}')`,
    },
    {
      kind: "table",
      heading: "Configs",
      columns: ["Config", "Pictures", "Download size", "Dataset size"],
      rows: variantNames.map((name, i) => config(variants[name], i === 0)),
    },
    { kind: "code", heading: "Usage", language: "ts", code: usage(info) },
    { kind: "code", heading: "Citation", language: "bibtex", code: info.citation },
    { kind: "text", heading: "Licence", text: info.licenseNote },
  ];
  const published = ["Versions", "Configs", "Usage", "Citation", "Licence"];
  return all.filter(({ heading }) => info.variant !== undefined || !published.includes(heading));
}

function facts(info: DatasetInfo): Item[] {
  const { configName, datasetSize, downloadSize, provenance } = info;
  const prepared =
    datasetSize === undefined && info.variant !== undefined
      ? catalogue.datasetSize[info.variant.name]
      : formatSize(datasetSize);
  return [
    { term: "Name", text: info.fullName },
    { term: "Config", text: configName },
    { term: "Homepage", text: info.homepage, href: info.homepage },
    { term: "Catalogue", text: info.variant ? catalogue.url : "", href: catalogue.url },
    { term: "Download size", text: formatSize(downloadSize) },
    { term: "Dataset size", text: prepared },
    { term: "Auto-cached", text: "No" },
    { term: "Shuffled when stored", text: info.variant ? "Yes" : "" },
    ...(provenance === undefined ? [] : [{ term: "Data at hand", text: provenance }]),
  ].filter(({ text }) => text !== "");
}

function versions({ releaseNotes, version }: DatasetInfo): Item[] {
  return Object.entries(releaseNotes).map(([number, text]) => ({
    term: number === version ? `${number} (default)` : number,
    text,
  }));
}

function documentation(name: string, feature: Feature): string[] {
  const [, kind = "", shape = ""] = /^(\w+)\(shape=(\(.*?\)),/.exec(String(feature)) ?? [];
  return [name, kind, shape === "()" ? "" : shape, feature.dtype];
}

function config({ name, selection, archive }: Variant, isDefault: boolean): string[] {
  return [
    isDefault ? `${name} (default)` : name,
    selection,
    formatSize(archive.bytes),
    catalogue.datasetSize[name],
  ];
}

function usage({ name, configName }: DatasetInfo): string {
  return `import { load } from "imagenet-v2";

const dataset = await load("${[name, configName].filter(Boolean).join("/")}", { split: "test" });
for await (const { image, label, file_name } of dataset) {
  console.log(file_name, label, image.shape);
}`;
}
