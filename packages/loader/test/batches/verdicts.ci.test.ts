import { type DecodeOptions, decodeImage, type PresetName, presets } from "@imagenet-v2/decode";
import { jpegCases } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveOfPictures, names, openPictures } from "./pictures.ts";

const cases = await jpegCases();
const jpegs = Object.fromEntries(
  names(cases?.length ?? 0).map((name, i) => [name, cases?.[i]?.bytes ?? new Uint8Array()]),
);

/** Code and message of the error, or `undefined`. */
async function refusal(jpeg: Uint8Array, options: DecodeOptions) {
  try {
    await decodeImage(jpeg, options);
    return undefined;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
}

describe.skipIf(cases === undefined)(
  "433 files that others made or broke (needs ../shared)",
  () => {
    test.each(["accurate", "fast"] as const)(
      "are skipped by batches of any preset where decodeImage refuses them, %s",
      async (dct) => {
        const expected = new Map<string, object>();
        for (const [name, jpeg] of Object.entries(jpegs)) {
          const error = await refusal(jpeg, { dct, name });
          if (error !== undefined) expected.set(name, error);
        }
        expect(expected.size).toBeGreaterThan(100);
        const path = await archiveOfPictures(Object.keys(jpegs).length, jpegs);
        for (const preset of Object.keys(presets) as PresetName[]) {
          const dataset = await openPictures(path, { onError: "skip" });
          const read: string[] = [];
          const how = { preprocessing: preset, batchSize: 16, dct, workers: 1 } as const;
          for await (const { file_name } of dataset.batches(how)) read.push(...file_name);
          const skipped = dataset.skipped.map(({ file_name, error }) => {
            const { code, message } = error as { code?: string; message: string };
            return [file_name, { code, message }] as const;
          });
          expect(new Map(skipped), preset).toEqual(expected);
          const good = Object.keys(jpegs).filter((name) => !expected.has(name));
          expect(read.sort(), preset).toEqual(good.sort());
        }
      },
      300_000,
    );
  },
);
