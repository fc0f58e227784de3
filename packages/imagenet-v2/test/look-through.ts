// What a page and Node both do with a dataset, so that it can be compared.
import type { Dataset, TensorBatch } from "imagenet-v2";
import { evaluate } from "imagenet-v2/evaluate";

export interface Looked {
  readonly names: number;
  /** SHA-256 of the stored bytes of some images, spread over the archive, by name. */
  readonly images: Readonly<Record<string, string>>;
  /** Of the first pictures that iteration gives. */
  readonly pictures: readonly string[];
  readonly batch: { readonly shape: readonly number[]; readonly tensor: string };
  readonly evaluation: unknown;
}

/** Milliseconds of each step. */
export type Times = Record<string, number>;

/**
 * @param images how many to hash
 * @param evaluated how many a model is asked about
 */
export async function lookThrough(
  dataset: Dataset,
  { images, evaluated }: { readonly images: number; readonly evaluated: number },
): Promise<{ looked: Looked; times: Times }> {
  const times: Times = {};
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    times[step] = Math.round(performance.now() - began);
    return result;
  };
  const { store } = dataset;
  const hashed = await timed("images", async () => {
    const found: Record<string, string> = {};
    for (let i = 0; i < images; i++) {
      const index = Math.floor((i * store.length) / images);
      found[store.fileName(index)] = await sha256(await store.read(index));
    }
    return found;
  });
  // Of one image, in any order: a multiple of a prime visits each once.
  await timed("random", async () => {
    for (let i = 0; i < images; i++) {
      const index = (i * 7919) % store.length;
      if (store.readSync === undefined) await store.read(index);
      else store.readSync(index);
    }
  });
  times.random = Math.round(((times.random ?? 0) / images) * 1000) / 1000;
  const pictures = await timed("pictures", async () => {
    const found: string[] = [];
    for await (const { image, label, file_name } of dataset.take(4)) {
      found.push(`${file_name} ${label} ${image.shape} ${await sha256(image.data)}`);
    }
    return found;
  });
  const batch = await timed("batch", async () => {
    for await (const { image } of dataset.batches({ preprocessing: "imagenet", batchSize: 16 })) {
      return { shape: [...image.shape], tensor: await sha256(image.data) };
    }
    throw new Error("There is no batch.");
  });
  const { run, ...scored } = await timed("evaluate", () =>
    evaluate(guess, dataset.take(evaluated), { preprocessing: "imagenet" }),
  );
  // A page has no Node whose version it could tell.
  const evaluation = { ...scored, run: { ...run, made: undefined } };
  const looked = { names: store.length, images: hashed, pictures, batch };
  return { looked: { ...looked, evaluation: twelveDigits(evaluation) }, times };
}

/** Right for every second image; else whatever the pixels add up to. */
function guess({ image: { data }, label, index }: TensorBatch): number[][] {
  const length = data.length / label.length;
  return Array.from(label, (right, i) => {
    let sum = 0;
    for (const value of data.subarray(i * length, (i + 1) * length)) sum += value;
    const best = (index[i] as number) % 2 === 0 ? right : Math.floor(Math.abs(sum)) % 1000;
    return Array.from({ length: 1000 }, (_, k) => (k === best ? 5 : (k % 7) / 7));
  });
}

/** One release of V8 rounds powers and logarithms, of which intervals are made, otherwise than the next. */
function twelveDigits(value: object): unknown {
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === "number" ? Number(each.toPrecision(12)) : each,
  );
  return JSON.parse(text);
}

async function sha256(data: ArrayBufferView | Uint8Array): Promise<string> {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>),
  );
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
