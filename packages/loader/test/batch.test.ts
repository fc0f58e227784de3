import type { Tensor } from "@imagenet-v2/core";
import { tinyJpeg } from "@imagenet-v2/fixtures";
import { type Batch, type BatchTensor, datasetOf, type Pipeline } from "@imagenet-v2/loader";
import { describe, expect, expectTypeOf, test } from "vitest";
import { testStore } from "./test-store.ts";

const wide = await tinyJpeg({ width: 4, height: 2, color: [255, 255, 255] });
const high = await tinyJpeg({ width: 2, height: 3, color: [255, 255, 255] });

/** Five examples with labels 0 to 4; the one at `odd` has an image of another size. */
const dataset = (odd?: number) =>
  datasetOf(testStore(5, { image: (index) => (index === odd ? high : wide) }), {
    order: "storage",
  });
const tensor = (...data: number[]): Tensor<"float32", readonly [number]> => ({
  data: Float32Array.from(data),
  shape: [data.length],
  dtype: "float32",
});

describe("batch(n)", () => {
  test("stacks examples as tf.data does, the last batch short", async () => {
    const batches = dataset().batch(2);
    expectTypeOf(batches).toEqualTypeOf<
      Pipeline<{ file_name: string[]; image: BatchTensor; label: Int32Array }>
    >();
    expect(batches.length).toBe(3);
    const all = await batches.toArray();
    expect(all.map(({ image }) => image.shape)).toEqual([
      [2, 2, 4, 3],
      [2, 2, 4, 3],
      [1, 2, 4, 3],
    ]);
    expect(all.map(({ image }) => image.data.length)).toEqual([48, 48, 24]);
    expect(all.map(({ label }) => label)).toEqual([
      Int32Array.of(0, 1),
      Int32Array.of(2, 3),
      Int32Array.of(4),
    ]);
    expect(all[2]?.file_name).toEqual([`4/${"4".padStart(40, "0")}.jpeg`]);
  });

  test("leaves out a short last batch with dropRemainder", async () => {
    const batches = dataset().batch(2, { dropRemainder: true });
    expect(batches.length).toBe(2);
    expect((await batches.toArray()).flatMap(({ label }) => [...label])).toEqual([0, 1, 2, 3]);
  });

  test("refuses images of different sizes, and names them", async () => {
    const iteration = dataset(3).batch(2).iterate();
    await expect(iteration.next()).resolves.toMatchObject({ done: false });
    await expect(iteration.next()).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message:
        'batch: the tensors in "image" have different shapes: the first is [2, 4, 3], number 1 is [3, 2, 3].',
      hint: expect.stringContaining("`ragged: true`"),
    });
  });

  test("fills up to the largest image with padded", async () => {
    const [, second] = await dataset(3).batch(2, { padded: true }).toArray();
    expect(second?.image.shape).toEqual([2, 3, 4, 3]);
    // The last row of the first, and the right half of the second, are black.
    const rows = Array.from({ length: 6 }, (_, row) =>
      [0, 6].map((at) => (second?.image.data[row * 12 + at] as number) > 127),
    );
    expect(rows).toEqual([
      [true, true],
      [true, true],
      [false, false],
      [true, false],
      [true, false],
      [true, false],
    ]);
  });

  test("keeps each image's size with ragged, and its type says so", async () => {
    const batches = dataset(3).batch(2, { ragged: true });
    expectTypeOf<Batch<{ image: Tensor<"uint8"> }, true>>().toEqualTypeOf<{
      image: Tensor<"uint8">[];
    }>();
    const [, second] = await batches.toArray();
    expect(second?.image.map(({ shape }) => shape)).toEqual([
      [2, 4, 3],
      [3, 2, 3],
    ]);
    expect(second?.label).toEqual(Int32Array.of(2, 3));
  });

  test("stacks tensors, tuples and nested objects part by part", async () => {
    const labels = dataset().map(({ label }) => label);
    const tensors = labels.map((n) => tensor(n, -n)).batch(5);
    expectTypeOf(tensors).toEqualTypeOf<
      Pipeline<Tensor<"float32", readonly [count: number, number]>>
    >();
    expect(await tensors.toArray()).toEqual([
      { data: Float32Array.of(0, -0, 1, -1, 2, -2, 3, -3, 4, -4), shape: [5, 2], dtype: "float32" },
    ]);
    const nested = labels.map((n) => ({ views: [tensor(n), tensor(2 * n)] as const, at: { n } }));
    const [batch] = await nested.batch(3).toArray();
    expect(batch?.views.map(({ data }) => [...data])).toEqual([
      [0, 1, 2],
      [0, 2, 4],
    ]);
    expect(batch?.at).toEqual({ n: [0, 1, 2] });
    expectTypeOf(batch?.at.n).toEqualTypeOf<number[] | undefined>();
  });

  test("makes pairs of examples read asSupervised, also when filtered and numbered", async () => {
    const pairs = datasetOf(testStore(4), { order: "storage", asSupervised: true });
    const odd = pairs.filter(([, label]) => label % 2 === 1);
    const batches = odd.enumerate().batch(2);
    expectTypeOf(batches).toEqualTypeOf<Pipeline<[number[], [BatchTensor, Int32Array]]>>();
    const [[numbers, [image, label]] = [[], []]] = await batches.toArray();
    expect([numbers, image?.shape[0], label]).toEqual([[0, 1], 2, Int32Array.of(1, 3)]);
  });

  test("of lists of plain values gives rows, and of batches batches with one axis more", async () => {
    const labels = dataset().map(({ label }) => label);
    expect(await labels.batch(2, { dropRemainder: true }).batch(2).toArray()).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
    ]);
    const twice = await dataset().take(4).batch(2).batch(2).toArray();
    expect(twice[0]?.image.shape).toEqual([2, 2, 2, 4, 3]);
  });

  test("refuses elements of different kinds by name", async () => {
    const mixed = dataset().map(({ label, image }) => (label < 1 ? { image } : { image, label }));
    await expect(mixed.batch(2).toArray()).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: "batch: the elements have different parts: image and image, label.",
    });
    const ranks = dataset().map(({ label, image }) => (label < 1 ? tensor(1) : image));
    await expect(ranks.batch(2).toArray()).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });

  test("goes on where it stood", async () => {
    const iteration = dataset().batch(2).iterate();
    await iteration.next();
    const from = iteration.state();
    await iteration.return();
    const rest: number[] = [];
    for await (const { label } of dataset().batch(2).iterate({ from })) rest.push(...label);
    expect(rest).toEqual([2, 3, 4]);
    expect(() => dataset().batch(2, { padded: true }).iterate({ from })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "from" }),
    );
  });
});

test("chunk(n) gives lists of elements, whatever they are", async () => {
  const chunks = dataset(3).chunk(2);
  expect(chunks.length).toBe(3);
  const all = await chunks.toArray();
  expect(all.map((chunk) => chunk.map(({ label }) => label))).toEqual([[0, 1], [2, 3], [4]]);
  expect(all[1]?.[1]?.image.shape).toEqual([3, 2, 3]);
  expect(await dataset().chunk(2, { dropRemainder: true }).toArray()).toHaveLength(2);
});
