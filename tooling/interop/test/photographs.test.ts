import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJpeg } from "@imagenet-v2/decode";
import { generator, photographs, temporaryFolder } from "@imagenet-v2/fixtures";
import { runPython } from "@imagenet-v2/interop";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { digest } from "./digest.ts";

const python = inject("python");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;

const count = 1000;
/** The lowest of the photographs has 484 rows. */
const longest = 480;
const samplings = ["4:4:4", "4:2:2", "4:2:0", "grey"] as const;
const restarts = ["none", "blocks", "rows"] as const;

/** What photographs.py finds. */
interface Found {
  readonly pillow: string;
  readonly tensorflow: string;
  /** Of each piece, by decoder. */
  readonly digests: readonly Record<string, string>[];
}

const random = generator(7);
const below = (limit: number) => Math.floor(random() * limit);
const sources = photographs();

/** Samplings and restarts by turns, all else by lot. */
const pieces = Array.from({ length: count }, (_, i) => {
  const sampling = samplings[i % 4] as (typeof samplings)[number];
  const restart = restarts[Math.floor(i / 4) % 3] as (typeof restarts)[number];
  return {
    sampling,
    restart,
    width: 1 + below(longest),
    height: 1 + below(longest),
    bands: Array.from("RGB", () => ({
      photograph: below(sources.length),
      x: random(),
      y: random(),
    })),
    grey: sampling === "grey",
    save: {
      quality: 20 + below(81),
      optimize: random() < 0.5,
      ...(sampling !== "grey" && { subsampling: sampling }),
      ...(restart !== "none" && { [`restart_marker_${restart}`]: 1 + below(10) }),
    },
  };
});

describe.skipIf(python.python === undefined)(`Photographs by Pillow${skipped}`, () => {
  const folder = temporaryFolder();
  let found: Found;
  beforeAll(async () => {
    const request = join(folder, "request.json");
    const asked = pieces.map(({ sampling, restart, ...piece }) => piece);
    writeFileSync(request, JSON.stringify({ photographs: sources, pieces: asked }));
    found = (await runPython(python, "photographs.py", [request, folder])) as Found;
    console.log(`Pillow ${found.pillow}, TensorFlow ${found.tensorflow}`);
  });

  test.each([
    ["accurate", "pillow", "integer_accurate"],
    // There is no other way to these pixels than the kernel: it takes each of these files.
    ["fast", "decode_jpeg", "decode_image"],
  ] as const)("have with the %s DCT the pixels of %s and %s", async (dct, ...decoders) => {
    const same: Record<string, number> = {};
    const others: string[] = [];
    for (const [i, { sampling, restart, width, height }] of pieces.entries()) {
      const jpeg = readFileSync(join(folder, `${i}.jpeg`));
      const { data, shape } = await decodeJpeg(jpeg, { dct });
      expect(shape).toEqual([height, width, 3]);
      const ours = digest(data, width, height);
      for (const decoder of decoders) {
        const key = `${decoder} ${sampling}${restart === "none" ? "" : ", restarts"}`;
        if (ours === found.digests[i]?.[decoder]) same[key] = (same[key] ?? 0) + 1;
        else others.push(`${key} ${i}: ${width}x${height}`);
      }
    }
    console.log(`${dct}:`, same);
    expect(others).toEqual([]);
    expect(Object.values(same).reduce((sum, n) => sum + n)).toBe(count * decoders.length);
  });

  test("differ between the two DCTs, so that each is told apart", () => {
    const different = found.digests.filter(({ pillow, decode_jpeg }) => pillow !== decode_jpeg);
    expect(different.length).toBeGreaterThan(count / 2);
  });
});
