import { preprocess } from "@imagenet-v2/decode";
import { tinyPng } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { archiveOfPictures, collect, names, openPictures, small } from "./pictures.ts";

const { png, pixels } = await tinyPng({ width: 21, height: 17 });
const name = names(12)[5] as string;
const gif = Buffer.from("GIF89a and the rest");
const other = names(12)[8] as string;

test.each([0, 2])(
  "a PNG among JPEGs is in its place of the batches, %i threads",
  async (workers) => {
    const dataset = await openPictures(await archiveOfPictures(12, { [name]: png }));
    const batches = await collect(dataset.batches({ preprocessing: small, batchSize: 1, workers }));
    expect(batches).toHaveLength(12);
    const found = batches.find(({ file_name }) => file_name[0] === name);
    const image = { data: pixels, shape: [17, 21, 3], dtype: "uint8" } as const;
    expect(found?.image.data).toEqual((await preprocess(image, small)).data);
  },
);

test("an example of a PNG has its pixels", async () => {
  const dataset = await openPictures(await archiveOfPictures(12, { [name]: png }));
  const examples = await dataset.toArray();
  const found = examples.find(({ file_name }) => file_name === name);
  expect(found?.image).toEqual({ data: pixels, shape: [17, 21, 3], dtype: "uint8" });
});

test.each([0, 2])("an image of another type is left out by name, %i threads", async (workers) => {
  const archive = await archiveOfPictures(12, { [name]: png, [other]: gif });
  const dataset = await openPictures(archive, { onError: "skip" });
  const batches = await collect(dataset.batches({ preprocessing: small, batchSize: 1, workers }));
  expect(batches.map(({ file_name }) => file_name[0]).sort()).toEqual(
    names(12)
      .filter((each) => each !== other)
      .sort(),
  );
  expect(dataset.skipped).toMatchObject([
    { file_name: other, error: { code: "UNSUPPORTED", message: `${other}: cannot decode GIF.` } },
  ]);
});
