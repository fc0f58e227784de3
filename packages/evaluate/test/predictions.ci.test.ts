import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readPredictions, score } from "@imagenet-v2/evaluate";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { npy } from "./npy.ts";

describe("the authors' predictions (../shared)", () => {
  const packed = sharedFile("data/predictions-matched-frequency.u16le.gz");
  const list = sharedFile("data/predictions-models.txt");
  const table = sharedFile("data/accuracy.csv");

  test.skipIf(packed === undefined || list === undefined || table === undefined)(
    "all 67 have the published counts and limits, read as npy (../shared)",
    { timeout: 120_000 },
    async () => {
      const bytes = gunzipSync(readFileSync(packed as string));
      const values = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
      const names = readFileSync(list as string, "utf8")
        .trim()
        .split("\n");
      const rows = readFileSync(table as string, "utf8")
        .trim()
        .split("\n")
        .slice(1);
      expect(names.length).toBe(67);
      const folder = temporaryFolder();
      for (const [m, name] of names.entries()) {
        const top = Array.from({ length: 10_000 }, (_, image) => {
          const at = (image * 67 + m) * 5;
          return [...values.subarray(at, at + 5)];
        });
        const path = join(folder, "p.npy");
        writeFileSync(path, npy(top, "<i8"));
        const { predictions } = await readPredictions(path, { variant: "matched-frequency" });
        const { top1, top5 } = score(predictions);
        const printed = [top1, top5].flatMap((rate) => rate?.interval.map((end) => end.toFixed(6)));
        const row = rows.find((line) => line.startsWith(`${name},matched-frequency`))?.split(",");
        expect([name, `${top1.correct}`, `${top5?.correct}`]).toEqual([name, row?.[3], row?.[4]]);
        expect(printed).toEqual(row?.slice(7));
      }
    },
  );
});
