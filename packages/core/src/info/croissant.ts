import { classes } from "../classes.ts";
import { ImageNetV2Error } from "../errors.ts";
import { catalogue } from "./catalogue.ts";
import type { DatasetInfo } from "./dataset-info.ts";

/** The context that the Croissant 1.0 specification asks every description to carry. */
const context = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  cr: "http://mlcommons.org/croissant/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileObject: "cr:fileObject",
  fileProperty: "cr:fileProperty",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  rai: "http://mlcommons.org/croissant/RAI/",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
} as const;

/**
 * The dataset in Croissant 1.0 (https://docs.mlcommons.org/croissant/docs/croissant-spec.html): where
 * the archive is, which files in it are examples, and how name, picture and label follow from each.
 *
 * @throws UNSUPPORTED for other data, of which none of this is true
 */
export function croissant(info: DatasetInfo): Record<string, unknown> {
  if (info.variant === undefined) {
    throw new ImageNetV2Error(
      "UNSUPPORTED",
      `There is no Croissant description of ${info.name}: only of ImageNetV2.`,
      { feature: "croissant" },
    );
  }
  const { archive, name } = info.variant;
  return {
    "@context": context,
    "@type": "sc:Dataset",
    conformsTo: "http://mlcommons.org/croissant/1.0",
    name: info.name,
    alternateName: info.fullName,
    description: info.description,
    url: catalogue.url,
    sameAs: info.homepage,
    license: info.licenseNote,
    citeAs: info.citation,
    creator: catalogue.authors.map((author) => ({ "@type": "sc:Person", name: author })),
    datePublished: catalogue.datePublished,
    version: info.version,
    distribution: [
      {
        "@type": "cr:FileObject",
        "@id": "archive",
        name: archive.fileName,
        description: `All pictures of ${name}. A plain tar file, in spite of its name.`,
        contentUrl: archive.url,
        contentSize: `${archive.bytes} B`,
        encodingFormat: "application/x-tar",
        sha256: archive.sha256,
      },
      {
        "@type": "cr:FileSet",
        "@id": "pictures",
        description: "The pictures, one folder for each class.",
        containedIn: { "@id": "archive" },
        encodingFormat: "image/jpeg",
        includes: `${archive.topDirectory}/*/*.jpeg`,
      },
    ],
    recordSet: [classRecords(), exampleRecords()],
  };
}

function classRecords() {
  return {
    "@type": "cr:RecordSet",
    "@id": "classes",
    description: "The 1000 classes: index, WordNet id, readable name.",
    key: { "@id": "classes/index" },
    field: [
      field("classes/index", "sc:Integer", "0 to 999, in the order of the WordNet ids."),
      field("classes/wnid", "sc:Text", "WordNet id: the class name in TFDS."),
      field("classes/name", "sc:Text", "First lemma of the WordNet entry."),
    ],
    data: classes.map(({ index, wnid, name }) => ({
      "classes/index": index,
      "classes/wnid": wnid,
      "classes/name": name,
    })),
  };
}

function exampleRecords() {
  const extracted = (property: string, regex?: string) => ({
    source: {
      fileSet: { "@id": "pictures" },
      extract: { fileProperty: property },
      ...(regex === undefined ? {} : { transform: { regex } }),
    },
  });
  return {
    "@type": "cr:RecordSet",
    "@id": "test",
    description: "The examples of the split test.",
    field: [
      {
        ...field("test/file_name", "sc:Text", "Class folder and file name."),
        ...extracted("fullpath", "^.*?([0-9]+/[^/]+)$"),
      },
      { ...field("test/image", "sc:ImageObject", "The picture."), ...extracted("content") },
      {
        ...field("test/label", "sc:Integer", "The class: the folder's decimal number."),
        ...extracted("fullpath", "^.*?([0-9]+)/[^/]+$"),
        references: { field: { "@id": "classes/index" } },
      },
    ],
  };
}

function field(id: string, dataType: string, description: string) {
  return { "@type": "cr:Field", "@id": id, description, dataType };
}
