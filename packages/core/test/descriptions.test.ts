import { croissant, DatasetInfo, findVariant, jsonLd, variantNames } from "@imagenet-v2/core";
import { expect, test } from "vitest";

const info = new DatasetInfo(findVariant("threshold-0.7"));

test("JSON-LD has the fields of the catalogue page", () => {
  expect(jsonLd(info)).toMatchObject({
    "@context": "https://schema.org/",
    "@type": "Dataset",
    includedInDataCatalog: { "@type": "DataCatalog", name: "TensorFlow Datasets" },
    name: "imagenet_v2",
    url: "https://www.tensorflow.org/datasets/catalog/imagenet_v2",
    sameAs: "https://github.com/modestyachts/ImageNetV2",
  });
});

interface Identified {
  "@id": string;
}

test("Croissant names the archive by its checksum and every folder in it", () => {
  const { distribution } = croissant(info) as { distribution: Record<string, unknown>[] };
  expect(distribution).toMatchObject([
    {
      "@type": "cr:FileObject",
      contentUrl: expect.stringMatching(/^https:.*\/imagenetv2-threshold0\.7\.tar\.gz$/),
      contentSize: "1249906176 B",
      sha256: "32142bfe998f9cfa4141be691f6a80eeb1e27b24bd532a668eb08c26d98897a2",
    },
    {
      "@type": "cr:FileSet",
      containedIn: { "@id": "archive" },
      includes: "imagenetv2-threshold0.7-format-val/*/*.jpeg",
    },
  ]);
});

test("Croissant's regular expressions find name and label in a path", () => {
  const { recordSet } = croissant(info) as {
    recordSet: { field: (Identified & { source?: { transform?: { regex: string } } })[] }[];
  };
  const path =
    "imagenetv2-threshold0.7-format-val/742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg";
  const extract = (id: string) => {
    const found = recordSet.flatMap(({ field }) => field).find((field) => field["@id"] === id);
    return new RegExp(found?.source?.transform?.regex ?? "$^").exec(path)?.[1];
  };
  expect(extract("test/file_name")).toBe("742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg");
  expect(extract("test/label")).toBe("742");
});

test.each(variantNames)("every reference in the Croissant of %s leads somewhere", (name) => {
  const description = croissant(new DatasetInfo(findVariant(name)));
  const { "@context": _, ...body } = description;
  const text = JSON.stringify(body);
  const defined = new Set(
    [...text.matchAll(/"@type":"cr:\w+","@id":"([^"]+)"/g)].map(([, id]) => id),
  );
  const referenced = [...text.matchAll(/\{"@id":"([^"]+)"\}/g)].map(([, id]) => id);
  expect(referenced.length).toBeGreaterThan(4);
  for (const id of referenced) expect(defined).toContain(id);
});

test("there is no Croissant description of custom data", () => {
  expect(() => croissant(new DatasetInfo(undefined))).toThrow(
    expect.objectContaining({ code: "UNSUPPORTED" }),
  );
});
