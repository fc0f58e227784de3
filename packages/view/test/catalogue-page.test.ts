import { DatasetInfo, findVariant } from "@imagenet-v2/core";
import { tinyJpeg } from "@imagenet-v2/fixtures";
import { cataloguePage } from "@imagenet-v2/view";
import { expect, test } from "vitest";

const info = new DatasetInfo(findVariant("matched-frequency"));

// As the TFDS catalogue has them.
const facts = [
  "ImageNet-v2 is an ImageNet test set (10 per class)",
  "https://github.com/modestyachts/ImageNetV2",
  "3.0.0 (default)",
  "New URLs for resources from Hugging Face.",
  "1.18 GiB",
  "1.16 GiB",
  "1.15 GiB",
  "1.14 GiB",
  "matched-frequency (default)",
  "threshold-0.7",
  "topimages",
  "10,000",
  "num_classes=1000",
  "(None, None, 3)",
  "int64",
  "recht2019imagenet",
];

const plain = (text: string) =>
  text
    .replaceAll("&#39;", "'")
    .replaceAll(/\\(.)/g, "$1")
    .replaceAll(/<(https[^>]*)>/g, "$1");

test.each(facts)("both pages say %j", async (fact) => {
  const page = cataloguePage(info);
  expect(plain(page.markdown())).toContain(fact);
  expect(plain(await page.html())).toContain(fact);
});

test("the code to copy reads the split that there is", () => {
  const markdown = cataloguePage(info).markdown();
  expect(markdown).toContain('split: "test"');
  expect(markdown).not.toContain("train");
});

test("with a dataset the page has figure and examples, and needs no other file", async () => {
  const jpeg = await tinyJpeg({ width: 20, height: 10 });
  const examples = Array.from({ length: 12 }, (_, i) => ({
    file_name: `${i}/a.jpeg`,
    image: new Uint8Array(jpeg),
    label: i,
  }));
  const dataset = {
    [Symbol.iterator]: () => examples[Symbol.iterator](),
    take: (count: number) => examples.slice(0, count),
  };
  const html = await cataloguePage(info, { dataset }).html();
  expect(html.match(/class="figure"/g)).toHaveLength(1);
  expect(html).toContain("0 (n01440764)");
  expect(html.match(/<img /g)).toHaveLength(1 + 10);
  expect([...html.matchAll(/(?:src|href)="(?!data:)([^"]*)"/g)].map(([, url]) => url)).toEqual([
    "https://github.com/modestyachts/ImageNetV2",
    "https://www.tensorflow.org/datasets/catalog/imagenet_v2",
  ]);
  expect(html).not.toContain("<script");
});

test("a hostile name stays a name", async () => {
  const custom = new DatasetInfo(undefined, { name: "<img src=x onerror=alert(1)>" });
  expect(await cataloguePage(custom).html()).not.toContain("<img src=x");
  expect(cataloguePage(custom).markdown()).not.toContain("<img src=x");
});
