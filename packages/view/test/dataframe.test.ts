import { tinyJpeg } from "@imagenet-v2/fixtures";
import { asDataframe } from "@imagenet-v2/view";
import sharp from "sharp";
import { expect, test } from "vitest";
import { counted, flat } from "./examples.ts";

function thumbnails(html: string): Buffer[] {
  return Array.from(html.matchAll(/data:image\/png;base64,([^"]+)/g), ([, data]) =>
    Buffer.from(data ?? "", "base64"),
  );
}

test("reads the whole dataset into rows", async () => {
  const frame = await asDataframe(counted(5).source);
  expect(frame.columns).toEqual(["image", "label", "file_name", "index"]);
  expect(frame.rows.map((row) => row.label)).toEqual([0, 1, 2, 3, 4]);
});

test("writes labels the other way round than under a picture, and - for none", async () => {
  const image = flat(4, 4);
  const frame = await asDataframe([
    { image, label: 0 },
    { image, label: -1 },
    { image, label: 1000 },
  ]);
  const html = await frame.html();
  for (const text of ["0 (n01440764)", "-", "1000"]) expect(html).toContain(`<td>${text}</td>`);
});

test("pictures are at most 128 pixels and never enlarged", async () => {
  const frame = await asDataframe([
    { image: flat(500, 375) },
    { image: flat(10, 300) },
    { image: await tinyJpeg({ width: 16, height: 12 }) },
  ]);
  const sizes = await Promise.all(
    thumbnails(await frame.html()).map(async (png) => {
      const { width, height, format } = await sharp(png).metadata();
      return [format, width, height];
    }),
  );
  expect(sizes).toEqual([
    ["png", 128, 96],
    ["png", 4, 128],
    ["png", 16, 12],
  ]);
});

test("text is escaped and cut behind 1000 characters", async () => {
  const frame = await asDataframe([
    { image: flat(4, 4), file_name: "<b>&" },
    { image: flat(4, 4), file_name: "x".repeat(2000) },
  ]);
  const html = await frame.html();
  expect(html).toContain("<td>&lt;b&gt;&amp;</td>");
  expect(html).toContain(`<td>${"x".repeat(1000)}</td>`);
});

test("bytes that are no picture are text, as tfds_id is in TFDS", async () => {
  const frame = await asDataframe([{ image: flat(4, 4), id: Buffer.from("é") }] as never);
  expect(await frame.html()).toContain("<td>é</td>");
});

test("(image, label) pairs get their names", async () => {
  const frame = await asDataframe([[flat(4, 4), 7]]);
  expect(frame.columns).toEqual(["image", "label"]);
  expect(await frame.html()).toContain("<td>7 (n01514668)</td>");
});

test("examples without names are refused", async () => {
  await expect(asDataframe([3] as never)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
