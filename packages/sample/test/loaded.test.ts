import { temporaryFolder } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { sampleArchive, sampleImages } from "@imagenet-v2/sample";
import { expect, test } from "vitest";

const dataDir = temporaryFolder();
const here = { dataDir, env: { HOME: dataDir } };

test("is read like any archive, in the order of TFDS", async () => {
  const archive = await sampleArchive(here);
  const dataset = await load("imagenet_v2", { ...here, archive, partial: true, split: "test" });
  const records = [...dataset.records()];
  expect(records).toHaveLength(67);
  expect(new Set(records.map(({ file_name }) => file_name))).toEqual(
    new Set(sampleImages.map(({ file_name }) => file_name)),
  );
  // Ascending MD5 of "test979_0e43….jpeg" and so on: worked out with md5sum.
  expect(records.slice(0, 3).map(({ file_name }) => file_name)).toEqual([
    "979/0e433f08c6369bbc92727824a23414ff22cb919e.jpeg",
    "281/85f5ee7c8c5d94565e247362545fa1e5e3e9257f.jpeg",
    "281/2c64fe8d1884d6a0597be68d0570c8aa831cf6d1.jpeg",
  ]);
  const { image, label } = await dataset.at(0);
  expect([image.shape, label]).toEqual([[375, 500, 3], 979]);
  await dataset.close();
});

test("is known as the sample, and not taken for ImageNetV2", async () => {
  const archive = await sampleArchive(here);
  const dataset = await load("imagenet_v2", { ...here, archive, partial: true, split: "test" });
  expect(dataset.info.provenance).toBe("sample");
  await dataset.close();
  await expect(load("imagenet_v2", { ...here, archive, split: "test" })).rejects.toMatchObject({
    code: "INCOMPLETE_DATA",
    message: `${archive}: this is the sample, which is not ImageNetV2.`,
  });
});
