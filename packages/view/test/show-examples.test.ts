import { showExamples } from "@imagenet-v2/view";
import sharp from "sharp";
import { expect, test } from "vitest";
import { counted, flat } from "./examples.ts";

test("shows the first nine, three by three, at three inches each", async () => {
  const { state, source } = counted(100);
  const sheet = await showExamples(source);
  expect(sheet.length).toBe(9);
  expect(state).toEqual({ read: 9, closed: true });
  expect((await sharp(await sheet.png()).metadata()).width).toBe(3 * 288 + 2 * 20 + 2 * 24);
});

test("writes the label as TFDS does, and beside it the readable name", async () => {
  const html = await (await showExamples([{ image: flat(8, 8), label: 355 }])).html();
  expect(html).toContain(
    '<figcaption><span class="label">n02437616 (355)</span> <span class="aside">llama</span></figcaption>',
  );
});

test("takes (image, label) pairs", async () => {
  const html = await (await showExamples([[flat(8, 8), 0]])).html();
  expect(html).toContain("n01440764 (0)");
});

test("refuses batches, and examples without an image", async () => {
  const image = { data: new Uint8Array(2 * 4 * 4 * 3), shape: [2, 4, 4, 3], dtype: "uint8" };
  const refused = (example: object) => showExamples([example] as never);
  await expect(refused({ image, label: [0, 1] })).rejects.toThrow(/batches are not supported/);
  await expect(refused({ image: [flat(4, 4)] })).rejects.toThrow(/batches are not supported/);
  await expect(refused({ label: 1, file_name: "a" })).rejects.toThrow(
    "Cannot show this dataset: there is no image among the features (label, file_name).",
  );
  await expect(showExamples([7] as never)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test("asks which of several images is meant", async () => {
  const example = { image: flat(8, 8), mask: flat(8, 8), label: 3 };
  await expect(showExamples([example])).rejects.toMatchObject({
    code: "INVALID_OPTION",
    option: "imageKey",
    message: expect.stringContaining("(image, mask)"),
  });
  expect((await showExamples([example], { imageKey: "mask" })).length).toBe(1);
  await expect(showExamples([example], { imageKey: "label" })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    option: "imageKey",
  });
});
