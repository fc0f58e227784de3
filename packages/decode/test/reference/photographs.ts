import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { PreprocessingOptions } from "@imagenet-v2/decode";
import { sharedFile } from "@imagenet-v2/fixtures";

/** What Pillow 13 and TensorFlow 2.21 made of one photograph, as SHA-256 of the bytes. */
export interface Reference {
  readonly file_name: string;
  readonly height: number;
  readonly width: number;
  readonly accurate_rgb_sha256: string;
  readonly tensorflow_default_rgb_sha256: string;
  readonly transforms: Readonly<
    Record<string, { uint8_hwc_sha256: string; float32_chw_sha256?: string }>
  >;
}

const archives = [
  "imagenetv2-matched-frequency-50",
  "imagenetv2-matched-frequency-50-com",
] as const;

/** `undefined` where the results and photographs are not on this machine; the tests then skip. */
export const referenceFile = sharedFile("golden/pixels.json");

function read(): Record<string, unknown> {
  return JSON.parse(readFileSync(referenceFile as string, "utf8")) as Record<string, unknown>;
}

/** The preprocessings that the reference was asked for, by its names. */
export function transforms(): [name: string, PreprocessingOptions][] {
  if (referenceFile === undefined) return [];
  const all = read().transforms as Record<string, unknown>[];
  return all.map(({ name, resize_short_side, center_crop, interpolation, mean, std }) => [
    name as string,
    {
      resize: resize_short_side,
      crop: center_crop,
      interpolation,
      mean,
      std,
    } as PreprocessingOptions,
  ]);
}

/** All photographs of both archives with what the reference made of them. */
export function references(): { bytes: Uint8Array; expected: Reference }[] {
  if (referenceFile === undefined) return [];
  const byArchive = read() as Record<string, Reference[]>;
  return archives.flatMap((archive) => {
    const tar = readFileSync(sharedFile(`archives/${archive}.tar.gz`) as string);
    const [, ...rows] = readFileSync(
      sharedFile(`archives/${archive}.tar.gz.manifest.tsv`) as string,
      "utf8",
    )
      .trimEnd()
      .split("\n");
    const images = new Map(
      rows.map((row) => {
        const [path, , offset, length] = row.split("\t");
        return [path, tar.subarray(Number(offset), Number(offset) + Number(length))];
      }),
    );
    return (byArchive[archive] as Reference[]).map((expected) => ({
      bytes: images.get(expected.file_name) as Uint8Array,
      expected,
    }));
  });
}

export function sha256(data: Uint8Array | Float32Array): string {
  return createHash("sha256").update(data).digest("hex");
}
