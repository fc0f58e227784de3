import { createHash } from "node:crypto";
import { ImageNetV2Error, type ImageTensor } from "@imagenet-v2/core";
import { decodeImage, type PresetName, preprocess, presets } from "@imagenet-v2/decode";
import { type JpegCase, jpegCases } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";

const cases = await jpegCases();
const dcts = ["accurate", "fast"] as const;

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

/** What a call gives, or the error if it is one of ours. */
async function outcome<T>(call: Promise<T>): Promise<T | ImageNetV2Error> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ImageNetV2Error) return error;
    throw error;
  }
}

/** Why we may refuse what a reference decodes. */
function allowed({ code, message }: ImageNetV2Error, { bytes }: JpegCase): string | undefined {
  if (message.endsWith("cannot decode GIF.")) return "GIF";
  if (code === "IMAGE_TOO_LARGE") return "longer than 32,767 pixels";
  if (code === "UNSUPPORTED" && message.includes("lossless")) return "lossless";
  // Pillow alone, and only where it had read all bits before it came to ask for more.
  const ends = bytes.lastIndexOf(0xd9) > bytes.length - 3;
  return code === "CORRUPT_IMAGE" && message.includes("file ends") && !ends ? "no end" : undefined;
}

describe.skipIf(cases === undefined)(
  "433 files that others made or broke (needs ../shared)",
  () => {
    test.each(dcts)("have the reference's verdict and pixels, %s", async (dct) => {
      const tally: Record<string, number> = { "same pixels": 0, "refused by both": 0 };
      const others: string[] = [];
      for (const one of cases ?? []) {
        const decoded = await outcome(decodeImage(one.bytes, { dct }));
        const refused = decoded instanceof ImageNetV2Error;
        const same = refused
          ? one[dct] === "refused" && "refused by both"
          : sha256(decoded.data as Uint8Array).startsWith(one[dct]) && "same pixels";
        const key = same || (refused && allowed(decoded, one));
        if (key) tally[key] = (tally[key] ?? 0) + 1;
        else others.push(`${one.file}: ${refused ? decoded.message : "decoded"}, not ${one[dct]}`);
      }
      console.log(`${dct}:`, tally);
      expect(others).toEqual([]);
      expect(tally["same pixels"]).toBeGreaterThan(100);
      expect(tally["refused by both"]).toBeGreaterThan(100);
    });

    test.each(dcts)("have one verdict, whatever is kept of them, %s", async (dct) => {
      for (const { file, bytes } of cases ?? []) {
        const whole = await outcome(decodeImage(bytes, { dct }));
        for (const preset of Object.keys(presets) as PresetName[]) {
          const part = await outcome(preprocess(bytes, preset, { dct }));
          if (whole instanceof ImageNetV2Error) {
            expect(part, `${file}, ${preset}`).toMatchObject({
              code: whole.code,
              message: whole.message,
            });
            continue;
          }
          const { data } = await preprocess(whole as ImageTensor, preset);
          expect(part, `${file}, ${preset}`).toHaveProperty("data");
          expect(Buffer.compare(bytesOf((part as typeof whole).data), bytesOf(data)), file).toBe(0);
        }
      }
    });
  },
);

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
