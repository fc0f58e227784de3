// Firefox for comparison: what Chromium is held to in page.ci.test.ts and large-page.acceptance.test.ts.
import { existsSync } from "node:fs";
import { findVariant } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { largeArchive, sharedFile } from "@imagenet-v2/fixtures";
import { load } from "imagenet-v2";
import { expect, test } from "vitest";
import { lookThrough } from "./look-through.ts";
import { type HowMuch, inFirefox } from "./page.ts";

/** Debian's, which `pnpm setup:firefox` installs. */
const firefox = process.env.FIREFOX_PATH ?? "/usr/bin/firefox-esr";
const hasFirefox = existsSync(firefox);
const fifty = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");

test.skipIf(!hasFirefox || fifty === undefined)(
  "Firefox gives what Node gives of an archive, picked as a File, copied, and opened again (needs Firefox and ../shared)",
  () => compare(fifty as string, { images: 50, evaluated: 50 }),
  300_000,
);

test.skipIf(!hasFirefox)(
  "Firefox gives what Node gives of 10,000 images, 1.2 GB (needs Firefox)",
  async () => {
    const { name, archive } = findVariant("matched-frequency");
    const path = await largeArchive(fileNames(name), { topDirectory: archive.topDirectory });
    await compare(path, { images: 1000, evaluated: 200 });
  },
  1_200_000,
);

async function compare(path: string, how: HowMuch): Promise<void> {
  const dataset = await load("imagenet_v2", { archive: path, partial: true, split: "test" });
  const { looked, times } = await lookThrough(dataset, how);
  await dataset.close();
  const { file, copy, again } = await inFirefox(firefox, path, how);
  // Milliseconds; `random` is one image.
  console.log({ Node: times, File: file.times, copied: copy.times, again: again.times });
  // A page does not read all bytes once more for their checksum.
  const { run, ...evaluation } = looked.evaluation as { run: object };
  const expected = { ...looked, evaluation: { ...evaluation, run: { ...run, archive: null } } };
  expect(file.looked).toEqual(expected);
  expect(copy.looked).toEqual(expected);
  expect(again.looked).toEqual(expected);
}
