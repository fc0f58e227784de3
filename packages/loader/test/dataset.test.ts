import { ImageNetV2Error } from "@imagenet-v2/core";
import { tinyJpeg, twelveBitJpeg } from "@imagenet-v2/fixtures";
import {
  type Dataset,
  datasetOf,
  type Example,
  type ExampleRecord,
  partialDecoding,
  skipDecoding,
} from "@imagenet-v2/loader";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { positions, testStore } from "./test-store.ts";

const options = { order: "storage" } as const;
const indices = (records: Iterable<ExampleRecord>) => Array.from(records, ({ index }) => index);

describe("a dataset", () => {
  test("gives its examples in order, decoded, with the dataset's own names", async () => {
    const dataset = datasetOf(testStore(40), options);
    const examples = await dataset.toArray();
    expect(examples.map(({ label }) => label)).toEqual(positions(40));
    expect(Object.keys(examples[7] as Example)).toEqual(["file_name", "image", "label"]);
    expect(examples[7]).toMatchObject({
      file_name: `7/${"7".padStart(40, "0")}.jpeg`,
      image: { shape: [12, 16, 3], dtype: "uint8" },
      label: 7,
    });
    expectTypeOf(dataset).toEqualTypeOf<Dataset<Example>>();
  });

  test("can be run over again, and twice at once", async () => {
    const dataset = datasetOf(testStore(10), options);
    const [a, b] = await Promise.all([dataset.toArray(), dataset.toArray()]);
    expect(a).toEqual(b);
    expect(await dataset.toArray()).toEqual(a);
  });

  test("decodes several images ahead, and no more than that for a slow consumer", async () => {
    const store = testStore(500);
    const dataset = datasetOf(store, { readConfig: { numParallelCallsForDecode: 5 } });
    for await (const _ of dataset) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      break;
    }
    expect(store.reads.most).toBe(5);
    expect(store.started.length).toBeLessThanOrEqual(6);
  });

  test("gives one example by its position, from the end too", async () => {
    const dataset = datasetOf(testStore(10), options).skip(2);
    expect((await dataset.at(0)).label).toBe(2);
    expect((await dataset.at(-1)).label).toBe(9);
    for (const position of [8, -9, 0.5, Number.NaN, "0"]) {
      await expect(dataset.at(position as number)).rejects.toMatchObject({
        code: "INVALID_OPTION",
        option: "at(position)",
      });
    }
  });

  test("tells its records without reading an image", () => {
    const store = testStore(1000);
    const [first] = datasetOf(store, options).skip(3).records();
    expect(first).toEqual({ index: 3, file_name: store.fileName(3), label: 3 });
    expect(store.started).toEqual([]);
  });
});

describe("a selection", () => {
  const dataset = datasetOf(testStore(10), options);

  test("keeps length, order and random access", () => {
    expect(indices(dataset.skip(2).take(3).records())).toEqual([2, 3, 4]);
    expect(indices(dataset.shard({ count: 4, index: 1 }).records())).toEqual([1, 5, 9]);
    expect(indices(dataset.select([3, -1, 3]).records())).toEqual([3, 9, 3]);
    expect(indices(dataset.take(2).concatenate(dataset.skip(9)).records())).toEqual([0, 1, 9]);
    expect(indices(dataset.take(2).repeat(3).records())).toEqual([0, 1, 0, 1, 0, 1]);
    expect(dataset.take(99).length).toBe(10);
    expect(dataset.skip(99).length).toBe(0);
  });

  test("deals every example to exactly one of any number of workers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), (count) => {
        const dealt = positions(count).flatMap((index) => [
          ...dataset.shard({ count, index }).indices,
        ]);
        expect(dealt.sort((a, b) => a - b)).toEqual(positions(10));
      }),
    );
  });

  test("by class or name reads no image", () => {
    const store = testStore(3000);
    const all = datasetOf(store, options);
    expect(indices(all.where({ label: 2 }).records())).toEqual([2, 1002, 2002]);
    expect(indices(all.where({ label: ["n01440764", "goldfish"] }).records())).toEqual([
      0, 1, 1000, 1001, 2000, 2001,
    ]);
    expect(indices(all.where({ file_name: store.fileName(7) }).records())).toEqual([7]);
    expect(indices(all.where({ file_name: /^5\/.*2005/gu }).records())).toEqual([2005]);
    expect(indices(all.where({ label: 5, file_name: /1005/ }).records())).toEqual([1005]);
    expect(all.where({ file_name: "5/nowhere.jpeg" }).length).toBe(0);
    expect(store.started).toEqual([]);
  });

  test("is fixed: indices handed out are a copy", () => {
    dataset.indices.fill(0);
    expect(indices(dataset.records())).toEqual(positions(10));
  });

  test.each<[string, () => unknown]>([
    ["take(count)", () => dataset.take(-1)],
    ["skip(count)", () => dataset.skip(Number.NaN)],
    ["index", () => dataset.shard({ count: 2, index: 2 })],
    ["index", () => dataset.shard({ count: 2, index: -1 })],
    ["count", () => dataset.shard({ count: 0, index: 0 })],
    ["count", () => dataset.shard({ count: Number.NaN, index: 0 })],
    ["select(positions)", () => dataset.select([10])],
    ["select(positions)", () => dataset.select(3 as never)],
    ["", () => dataset.shuffle(1000 as never)],
    ["repeat(count)", () => dataset.repeat(0)],
    ["repeat", () => dataset.repeat(2 ** 40)],
    ["batch(batchSize)", () => dataset.batch(0)],
    ["prefetch(bufferSize)", () => dataset.prefetch(Number.POSITIVE_INFINITY)],
    ["labels", () => dataset.where({ labels: 1 } as never)],
  ])("refuses a bad argument at the call: %s", (option, call) => {
    expect(call).toThrow(expect.objectContaining({ code: "INVALID_OPTION", option }));
  });

  test("refuses a class there is not", () => {
    expect(() => dataset.where({ label: 1000 })).toThrow(
      expect.objectContaining({ code: "UNKNOWN_CLASS" }),
    );
  });

  test("of another load() is joined as a pipeline only", async () => {
    const other = datasetOf(testStore(2), options);
    expect(() => dataset.concatenate(other)).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED" }),
    );
    expect(() => dataset.concatenate([] as never)).toThrow("must be a Dataset, not a list");
    const joined = dataset.take(1).pipeline().concatenate(other.pipeline());
    expect(await joined.map(({ label }) => label).toArray()).toEqual([0, 0, 1]);
  });
});

const cut = (await tinyJpeg()).subarray(0, 100);

describe("a bad image", () => {
  const page = Buffer.from("<html>");
  const store = () =>
    testStore(10, {
      image: (index) =>
        index === 3 ? cut : index === 6 ? page : index === 8 ? twelveBitJpeg() : tinyJpeg(),
    });

  test("ends the iteration with its name", async () => {
    const seen: number[] = [];
    const run = datasetOf(store(), options).forEach(({ label }) => void seen.push(label));
    await expect(run).rejects.toMatchObject({
      code: "CORRUPT_IMAGE",
      message: expect.stringContaining(store().fileName(3)),
    });
    expect(seen).toEqual([0, 1, 2]);
  });

  test("is left out and told if so asked", async () => {
    const dataset = datasetOf(store(), { ...options, onError: "skip" });
    expect((await dataset.toArray()).map(({ label }) => label)).toEqual([0, 1, 2, 4, 5, 7, 9]);
    expect((await dataset.take(4).toArray()).length).toBe(3);
    expect(dataset.skipped).toMatchObject([
      { index: 3, file_name: store().fileName(3), label: 3, error: { code: "CORRUPT_IMAGE" } },
      { index: 6, error: { code: "NOT_A_JPEG" } },
      { index: 8, error: { code: "UNSUPPORTED", image: store().fileName(8) } },
    ]);
    await expect(dataset.at(3)).rejects.toMatchObject({ code: "CORRUPT_IMAGE" });
  });

  test("left out does not upset a saved state", async () => {
    const build = () => datasetOf(store(), { ...options, onError: "skip" });
    const iteration = build().iterate();
    for (let i = 0; i < 4; i++) await iteration.next();
    const rest: number[] = [];
    for await (const { label } of build().iterate({ from: iteration.state() })) rest.push(label);
    expect(rest).toEqual([5, 7, 9]);
  });

  test("is the only thing left out: a failing disk is not", async () => {
    const failing = testStore(3, {
      image: () => {
        throw new ImageNetV2Error("IO", "The disk failed.", { path: "x", errno: "EIO" });
      },
    });
    const run = datasetOf(failing, { onError: "skip" }).toArray();
    await expect(run).rejects.toMatchObject({ code: "IO" });
  });
});

describe("decoders", () => {
  test("give the stored bytes, or what a function makes of them", async () => {
    const bytes = await tinyJpeg();
    const raw = datasetOf(testStore(2), { decoders: { image: skipDecoding() } });
    expect((await raw.at(0)).image).toEqual(new Uint8Array(bytes));
    expectTypeOf(await raw.at(0)).toEqualTypeOf<{
      file_name: string;
      image: Uint8Array;
      label: number;
    }>();

    const own = datasetOf(testStore(2), {
      decoders: {
        image: async (stored: Uint8Array, { file_name }) => `${file_name} ${stored.length}`,
        label: (label: number) => BigInt(label),
      },
    });
    expect(await own.at(1)).toMatchObject({
      image: `1/${"1".padStart(40, "0")}.jpeg ${bytes.length}`,
      label: 1n,
    });
    expectTypeOf((await own.at(0)).image).toEqualTypeOf<string>();
    expectTypeOf((await own.at(0)).label).toEqualTypeOf<bigint>();
  });

  test("that fail are named with the example", async () => {
    const store = testStore(2);
    const cause = new Error("boom");
    const dataset = datasetOf(store, {
      decoders: {
        image: () => {
          throw cause;
        },
      },
    });
    await expect(dataset.at(1)).rejects.toMatchObject({
      code: "CALLBACK_FAILED",
      callback: "decoders.image",
      fileName: store.fileName(1),
      cause,
    });
  });

  test("read only the features asked for", async () => {
    const store = testStore(3);
    const labels = datasetOf(store, { decoders: partialDecoding(["label"]) });
    expect(await labels.toArray()).toEqual([{ label: 0 }, { label: 1 }, { label: 2 }]);
    expect(store.started).toEqual([]);
    expectTypeOf(await labels.at(0)).toEqualTypeOf<{ label: number }>();

    const some = partialDecoding({ image: true, label: false }, { image: skipDecoding() });
    const [first] = await datasetOf(store, { decoders: some }).toArray();
    expect(Object.keys(first as object)).toEqual(["image"]);
  });

  test("give pairs for training", async () => {
    const pairs = datasetOf(testStore(3), { asSupervised: true });
    const [image, label] = await pairs.at(2);
    expect([image.shape, label]).toEqual([[12, 16, 3], 2]);
    const bytes = datasetOf(testStore(3), {
      asSupervised: true,
      decoders: { image: skipDecoding() },
    });
    expectTypeOf(await bytes.at(0)).toEqualTypeOf<[Uint8Array, number]>();
  });

  test.each<[string, () => unknown, string]>([
    ["an unknown feature", () => ({ decoders: { imgae: skipDecoding() } }), "decoders.imgae"],
    ["no decoder", () => ({ decoders: { image: "raw" } }), "decoders.image"],
    ["a partial unknown", () => ({ decoders: partialDecoding(["foo" as never]) }), "decoders.foo"],
    [
      "pairs without label",
      () => ({ asSupervised: true, decoders: partialDecoding(["image"]) }),
      "asSupervised",
    ],
  ])("refuse %s", (_, make, option) => {
    expect(() => datasetOf(testStore(1), make() as object)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option }),
    );
  });
});

test("an unknown option is answered with the one that was meant", () => {
  expect(() => datasetOf(testStore(1), { asSupervisd: true } as object)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      option: "asSupervisd",
      hint: expect.stringContaining('Did you mean "asSupervised"?'),
    }),
  );
});
