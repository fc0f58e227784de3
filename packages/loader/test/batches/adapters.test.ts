import { presets } from "@imagenet-v2/decode";
import { toOrt, toTf } from "@imagenet-v2/loader";
import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { reluModel } from "./onnx-relu.ts";
import { archiveOfPictures, collect, openPictures, small } from "./pictures.ts";

const dataset = await openPictures(await archiveOfPictures(7));
const options = { preprocessing: small, batchSize: 4 } as const;

describe("onnxruntime", () => {
  test.for([
    ["kept, as they lie", false],
    ["shared memory, copied", true],
  ] as const)("runs on batches: %s", async ([, reuse], { expect }) => {
    const session = await ort.InferenceSession.create(reluModel());
    const sizes: number[] = [];
    for await (const batch of dataset.batches({ ...options, reuse, workers: 1 })) {
      expect(batch.image.data.buffer instanceof SharedArrayBuffer).toBe(reuse);
      const tensor = toOrt(ort, batch);
      expect(tensor.data === batch.image.data).toBe(!reuse);
      const { y } = await session.run({ x: tensor });
      sizes.push(y?.dims[0] as number);
      expect(y?.dims).toEqual(batch.image.shape);
      expect(y?.data).toEqual(Float32Array.from(batch.image.data, (value) => Math.max(value, 0)));
    }
    expect(sizes).toEqual([4, 3]);
    await session.release();
  });

  test("takes bytes as bytes", async () => {
    const preprocessing = { ...small, dtype: "uint8" } as const;
    const [batch] = await collect(dataset.batches({ ...options, preprocessing }));
    expect(toOrt(ort, batch as NonNullable<typeof batch>)).toMatchObject({
      type: "uint8",
      dims: [4, 3, 8, 8],
    });
  });
});

// Only what `toTf` calls: the library itself is no part of this workspace.
const tf = {
  tensor: (data: Float32Array | Uint8Array, shape: number[], dtype: string) => ({
    data,
    shape,
    dtype,
  }),
};

describe("TensorFlow.js", () => {
  const nhwc = { ...presets.imagenet, ...small, layout: "nhwc" } as const;

  test("gets the array itself, or a copy where it is shared", async () => {
    for (const reuse of [false, true]) {
      for await (const batch of dataset.batches({
        ...options,
        preprocessing: nhwc,
        reuse,
        workers: 1,
      })) {
        const { data, shape, dtype } = toTf(tf, batch);
        expect([shape, dtype]).toEqual([[...batch.image.shape], "float32"]);
        expect(data === batch.image.data).toBe(!reuse);
        expect(data.buffer).toBeInstanceOf(ArrayBuffer);
        expect(data).toEqual(Float32Array.from(batch.image.data));
      }
    }
  });

  test("gets bytes as whole numbers", async () => {
    const preprocessing = { ...nhwc, dtype: "uint8" } as const;
    for await (const batch of dataset.batches({ ...options, preprocessing })) {
      expect(toTf(tf, batch).dtype).toBe("int32");
    }
  });
});
