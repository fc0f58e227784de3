import { findVariant } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { hasChromium, largeArchive } from "@imagenet-v2/fixtures";
import { load } from "imagenet-v2";
import { expect, test } from "vitest";
import { lookThrough } from "./look-through.ts";
import { inChromium } from "./page.ts";

test.skipIf(!hasChromium)(
  "a page gives what Node gives of 10,000 images, 1.2 GB, picked as a File, as it is copied into the site's files, and from there (needs Chromium)",
  async () => {
    const { name, archive } = findVariant("matched-frequency");
    const path = await largeArchive(fileNames(name), { topDirectory: archive.topDirectory });
    const how = { images: 1000, evaluated: 200 };
    const dataset = await load("imagenet_v2", { archive: path, partial: true, split: "test" });
    const { looked, times } = await lookThrough(dataset, how);
    expect(looked).toMatchObject({ names: 10_000, batch: { shape: [16, 3, 224, 224] } });
    const { file, copy, again } = await inChromium(path, how);
    // Milliseconds; `random` is one image.
    console.log({ Node: times, File: file.times, copied: copy.times, again: again.times });
    // A page does not read all bytes once more for their checksum.
    const { run, ...evaluation } = looked.evaluation as { run: object };
    const expected = { ...looked, evaluation: { ...evaluation, run: { ...run, archive: null } } };
    expect(file.looked).toEqual(expected);
    expect(copy.looked).toEqual(expected);
    expect(again.looked).toEqual(expected);
  },
  1_200_000,
);
