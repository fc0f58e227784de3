import { expect, test } from "vitest";
import { archiveOfPictures, openPictures, small } from "./pictures.ts";

const dataset = await openPictures(await archiveOfPictures(5));

test.for([
  [{}, "preprocessing"],
  [{ preprocessing: "imagnet" }, "preprocessing", 'Did you mean "imagenet"?'],
  [{ preprocessing: { crop: 0 } }, "crop"],
  [{ preprocessing: { size: 8 } }, "size"],
  [{ preprocessing: { resize: 256 } }, "preprocessing", "Give it a crop"],
  [{ preprocessing: small, batchSize: 0 }, "batchSize"],
  [{ preprocessing: small, batchSize: 1.5 }, "batchSize"],
  [{ preprocessing: { crop: 32_767 } }, "batchSize", "smaller batchSize"],
  [{ preprocessing: small, workers: -1 }, "workers"],
  [{ preprocessing: small, prefetch: Number.POSITIVE_INFINITY }, "prefetch"],
  [{ preprocessing: small, batch_size: 3 }, "batch_size", 'Did you mean "batchSize"?'],
  [{ preprocessing: small, onError: "ignore" }, "onError"],
] as const)("refuses %j at the call", ([options, option, hint = ""], { expect }) => {
  expect(() => dataset.batches(options as never)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", option }),
  );
  try {
    dataset.batches(options as never);
  } catch (error) {
    expect(`${(error as { hint?: string }).hint}`).toContain(hint);
  }
});

test("a batch larger than the dataset takes no more memory than that", async () => {
  const batches = dataset.batches({ preprocessing: small, batchSize: 2 ** 30, prefetch: 4096 });
  for await (const { image } of batches)
    expect(image.data.buffer.byteLength).toBe(5 * 3 * 8 * 8 * 4);
});
