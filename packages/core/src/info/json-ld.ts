import { catalogue } from "./catalogue.ts";
import type { DatasetInfo } from "./dataset-info.ts";

/**
 * schema.org's description of the dataset, with the fields of the TFDS catalogue page: what search
 * engines for datasets read. Stringify it into a `<script type="application/ld+json">`.
 */
export function jsonLd(info: DatasetInfo): Record<string, unknown> {
  return {
    "@context": "https://schema.org/",
    "@type": "Dataset",
    includedInDataCatalog: { "@type": "DataCatalog", name: "TensorFlow Datasets" },
    name: info.name,
    description: info.description,
    url: catalogue.url,
    sameAs: info.homepage,
    citation: info.citation,
    version: info.version,
    license: info.licenseNote,
  };
}
