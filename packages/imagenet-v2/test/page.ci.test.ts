import { hasChromium, sharedFile } from "@imagenet-v2/fixtures";
import { load } from "imagenet-v2";
import { expect, test } from "vitest";
import { lookThrough } from "./look-through.ts";
import { inChromium } from "./page.ts";

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");

test.skipIf(!hasChromium || archive === undefined)(
  "a page gives what Node gives of an archive, picked as a File, as it is copied into the site's files, and from there: images, tensors, scores (needs Chromium and ../shared)",
  async () => {
    const path = archive as string;
    const how = { images: 50, evaluated: 50 };
    const dataset = await load("imagenet_v2", { archive: path, partial: true, split: "test" });
    const { looked } = await lookThrough(dataset, how);
    expect(looked).toMatchObject({ names: 50, batch: { shape: [16, 3, 224, 224] } });
    const { file, copy, again } = await inChromium(path, how);
    // A page does not read all bytes once more for their checksum.
    const { run, ...evaluation } = looked.evaluation as { run: object };
    const expected = { ...looked, evaluation: { ...evaluation, run: { ...run, archive: null } } };
    expect(file.looked).toEqual(expected);
    expect(copy.looked).toEqual(expected);
    expect(again.looked).toEqual(expected);
  },
  120_000,
);
