import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { jpegHeader, type Preprocessing, presets } from "@imagenet-v2/decode";
import { createKernel } from "@imagenet-v2/decode/kernel";
import type { Model } from "@imagenet-v2/evaluate";
import { type BatchesOptions, cacheTensors, datasetOf } from "@imagenet-v2/loader";
import sharp from "sharp";
import { type Instant, now, type Work } from "./clock.ts";
import { evaluated } from "./evaluated.ts";
import { type Material, openStore } from "./material.ts";

type Stage = (material: Material) => Promise<Work>;

const length = 3 * 224 * 224;

/** The stages an image goes through, each alone, and then all of them together. */
export const stages = {
  "index of 10,000 headers": async ({ archive, workshop }) => {
    const dataDir = await mkdtemp(join(workshop, "index-"));
    const begun = now();
    const store = await openStore({ archive, workshop: dataDir });
    await store.close();
    await rm(dataDir, { recursive: true });
    return { images: store.length, begun };
  },
  "bytes, by position": async (material) => {
    const store = await openStore(material);
    const into = new Uint8Array(2 ** 22);
    const readAll = () => {
      for (let index = 0; index < store.length; index++) store.readSync?.(index, into);
    };
    readAll(); // from the disk; then from memory
    const begun = now();
    readAll();
    await store.close();
    return { images: store.length, begun };
  },
  decode: (material) => {
    const kernel = createKernel();
    const into = new Uint8Array(2 ** 22); // as C has one array for all
    return each(material, (jpeg) => kernel.decode(jpeg, { into }));
  },
  "window of the crop, bytes": (material) => {
    // The middle that a resize to 256 and a crop of 224 keep: 7/8 of the short side.
    const kernel = createKernel();
    const out = new Uint8Array(2 ** 22);
    const crops = new Map<number, Preprocessing>();
    return each(material, (jpeg) => {
      const { width, height } = jpegHeader(jpeg);
      const crop = Math.ceil((Math.min(width, height) * 7) / 8);
      const preprocessing = crops.get(crop) ?? {
        ...presets.imagenet,
        resize: null,
        crop,
        dtype: "uint8",
      };
      crops.set(crop, preprocessing);
      kernel.decodeInto(jpeg, { preprocessing }, out);
    });
  },
  "resample and normalise": async (material) => {
    const kernel = createKernel();
    const out = new Float32Array(length);
    const images = (await jpegs(material, 200)).map((jpeg) => kernel.decode(jpeg));
    const begun = now();
    for (let pass = 0; pass < 5; pass++) {
      for (const image of images) kernel.resampleInto(image, presets.imagenet, out);
    }
    return { images: 5 * images.length, begun };
  },
  "tensor, one after the other": (material) => {
    const kernel = createKernel();
    const out = new Float32Array(length);
    return each(material, (jpeg) => {
      kernel.decodeInto(jpeg, { preprocessing: presets.imagenet }, out);
    });
  },
  "batches, no worker": (material) => batches(material, { workers: 0 }),
  "batches, 1 worker": (material) => batches(material, { workers: 1 }),
  "batches, 2 workers": (material) => batches(material, { workers: 2 }),
  "batches, 2 workers, reuse": (material) => batches(material, { workers: 2, reuse: true }),
  "batches, 2 workers, reuse private": (material) =>
    batches(material, { workers: 2, reuse: "private" }),
  "batches of bytes, 2 workers, reuse": (material) =>
    batches(material, {
      workers: 2,
      reuse: true,
      preprocessing: { ...presets.imagenet, dtype: "uint8" },
    }),
  "cached, 2 workers": (material) => cached(material, { workers: 2 }),
  "cached, 2 workers, reuse": (material) => cached(material, { workers: 2, reuse: true }),
  "cached, no worker, reuse": (material) => cached(material, { workers: 0, reuse: true }),
  "evaluate, 2 workers": (material) => evaluated(material, free, { workers: 2 }),
  "evaluate, 2 workers, reuse": (material) =>
    evaluated(material, free, { workers: 2, reuse: true }),
  "evaluate, 2 workers, results file": async (material) => {
    const folder = await mkdtemp(join(material.workshop, "results-"));
    const result = await evaluated(material, free, {
      workers: 2,
      results: join(folder, "r.jsonl"),
    });
    await rm(folder, { recursive: true });
    return result;
  },
  "sharp alone, 8 at once (other pixels)": async (material) => {
    const images = await jpegs(material, material.images);
    const begun = now();
    const waiting = images.values();
    const makeSome = async () => {
      for (const jpeg of waiting) {
        const { data } = await sharp(jpeg, { ignoreIcc: true })
          .resize(256, 256, { fit: "outside", kernel: "linear" })
          .extract({ left: 0, top: 0, width: 224, height: 224 })
          .raw()
          .toBuffer({ resolveWithObject: true });
        normalise(data);
      }
    };
    await Promise.all(Array.from({ length: 8 }, makeSome));
    return { images: images.length, begun };
  },
} as const satisfies Record<string, Stage>;

export type StageName = keyof typeof stages;

async function jpegs({ folder }: Material, count: number): Promise<Uint8Array[]> {
  const names = (await readdir(folder)).sort().slice(0, count);
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

/** Each image from memory, on this thread; the first two hundred are for the compiler. */
async function each(material: Material, work: (jpeg: Uint8Array) => unknown): Promise<Work> {
  const images = await jpegs(material, material.images);
  for (const jpeg of images.slice(0, 200)) work(jpeg);
  const begun = now();
  for (const jpeg of images) work(jpeg);
  return { images: images.length, begun };
}

/** From the archive on the disk. The first batch, which waits for the workers to start, is not counted. */
async function batches(
  material: Material,
  options: Partial<BatchesOptions>,
  passes = 1,
): Promise<Work> {
  const store = await openStore(material);
  const dataset = datasetOf(store).take(material.images).repeat(passes);
  let begun: Instant | undefined;
  let images = 0;
  for await (const { label } of dataset.batches({ preprocessing: "imagenet", ...options })) {
    if (begun === undefined) begun = now();
    else images += label.length;
  }
  await store.close();
  return { images, begun: begun ?? now() };
}

/** The same batches, of tensors that were made before. */
export async function cached(
  material: Material,
  options: Partial<BatchesOptions>,
  passes = 10,
): Promise<Work> {
  const cache = join(material.workshop, `first-${material.images}.npy`);
  const store = await openStore(material);
  await cacheTensors(datasetOf(store).take(material.images), "imagenet", cache);
  await store.close();
  return batches(material, { ...options, cache }, passes);
}

/** A model that costs nothing: always the same logits, of no meaning. */
const logits = Float32Array.from({ length: 32 * 1000 }, (_, i) => Math.sin(i));
const free: Model = {
  name: "free",
  preprocessing: "imagenet",
  predict: ({ label }) => logits.subarray(0, 1000 * label.length),
};

/** What a user of sharp would write: planes of floats, by a table. */
function normalise(bytes: Uint8Array): Float32Array {
  const floats = new Float32Array(bytes.length);
  const plane = bytes.length / 3;
  for (let pixel = 0, from = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      floats[channel * plane + pixel] = (tables[channel] as Float32Array)[
        bytes[from++] as number
      ] as number;
    }
  }
  return floats;
}

const { mean, std } = presets.imagenet;
const tables = mean.map((m, channel) =>
  Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / (std[channel] as number)),
);
