import { datasetOf, type ReadConfig, type ReadingOptions } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { positions, testStore } from "./test-store.ts";
import { shardLengths, tfdsBackwards, tfdsInterleave, tfdsWorkers } from "./tfds-interleave.ts";

/** The indices read of shards of these lengths. */
function read(shardLengths: number[], options: ReadingOptions): number[] {
  const length = shardLengths.reduce((sum, n) => sum + n, 0);
  return [...datasetOf(testStore(length, { shardLengths }), options).indices];
}
const config = (readConfig: ReadConfig) => ({ readConfig });

describe("TFDS reads the same", () => {
  const fifty = testStore(50, { shardLengths });
  const indices = (split: string, options: ReadingOptions) => [
    ...datasetOf(fifty, { ...options, split }).indices,
  ];

  test.each(tfdsInterleave)(
    "of %s, %d shards in turns, %d examples each",
    (split, cycle, block, expected) => {
      const readConfig = { interleaveCycleLength: cycle, interleaveBlockLength: block };
      expect(indices(split, { readConfig })).toEqual(expected);
    },
  );

  test("on each of three workers", () => {
    const worker = (inputPipelineId: number) => ({ numInputPipelines: 3, inputPipelineId });
    for (const [id, expected] of tfdsWorkers.entries()) {
      expect(indices("test", { readConfig: { inputContext: worker(id) } })).toEqual(expected);
    }
    const readConfig: ReadConfig = {
      inputContext: worker(1),
      experimentalInterleaveSortFn: (instructions) => instructions.toReversed(),
    };
    expect(indices("test[3:44]", { readConfig })).toEqual(tfdsBackwards);
  });
});

describe("the interleave", () => {
  // Worked by hand. Two shards in turns, two examples each; a shard that ends with its block is
  // noticed only on its next turn.
  test("takes turns as told", () => {
    const options = config({ interleaveCycleLength: 2, interleaveBlockLength: 2 });
    expect(read([4, 4, 4], options)).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 10, 11]);
    expect(read([3, 3, 3], options)).toEqual([0, 1, 3, 4, 2, 5, 6, 7, 8]);
  });

  test("with one shard at a time is storage order", () => {
    expect(read([40, 40], config({ interleaveCycleLength: 1 }))).toEqual(positions(80));
    expect(read([40, 40], { order: "storage" })).toEqual(positions(80));
  });

  test("reads the parts of shards in the order a function gives", () => {
    const backwards = config({
      interleaveCycleLength: 1,
      experimentalInterleaveSortFn: (instructions) => instructions.toReversed(),
    });
    expect(read([2, 2, 2], backwards)).toEqual([4, 5, 2, 3, 0, 1]);
  });
});

describe("inputContext", () => {
  test("deals whole shards to workers", () => {
    const worker = (inputPipelineId: number) =>
      read([2, 2, 2, 2, 2], {
        order: "storage",
        readConfig: { inputContext: { numInputPipelines: 2, inputPipelineId } },
      });
    expect(worker(0)).toEqual([0, 1, 4, 5, 8, 9]);
    expect(worker(1)).toEqual([2, 3, 6, 7]);
  });

  test("deals shards in the order a function gives", () => {
    const indices = read([1, 1, 1], {
      order: "storage",
      readConfig: {
        inputContext: { numInputPipelines: 2, inputPipelineId: 0 },
        experimentalInterleaveSortFn: ([a, b, c]) => [b, a, c] as never,
      },
    });
    expect(indices).toEqual([1, 2]);
  });

  test("refuses more workers than shards, and names the way out", () => {
    const inputContext = { numInputPipelines: 3, inputPipelineId: 0 };
    expect(() => read([2, 2], config({ inputContext }))).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        option: "readConfig.inputContext",
        hint: expect.stringContaining("splitForProcess"),
      }),
    );
  });
});

describe("shuffleFiles", () => {
  const shards = [2, 2, 2, 2];
  const options = (readConfig: ReadConfig = {}) =>
    ({
      order: "storage",
      shuffleFiles: true,
      readConfig: { shuffleSeed: 7, ...readConfig },
    }) as const;

  // The orders of the shards were computed by a separate program from the documented algorithm, with
  // the seeds "7/0", "7/1", "7/2" and "7".
  test("with a seed gives the order it always gave, another in each run", async () => {
    const dataset = datasetOf(testStore(8, { shardLengths: shards }), options());
    expect([...dataset.indices]).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
    const run = () => dataset.map(({ label }) => label).toArray();
    const labels = dataset.map(({ label }) => label);
    expect(await labels.toArray()).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
    expect(await labels.toArray()).toEqual([6, 7, 0, 1, 4, 5, 2, 3]);
    expect(await labels.toArray()).toEqual([6, 7, 4, 5, 2, 3, 0, 1]);
    expect(await run()).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
  });

  test("keeps its order if told not to reshuffle", async () => {
    const steady = options({ shuffleReshuffleEachIteration: false });
    const dataset = datasetOf(testStore(8, { shardLengths: shards }), steady);
    const labels = dataset.map(({ label }) => label);
    const order = [6, 7, 0, 1, 2, 3, 4, 5];
    expect(await labels.toArray()).toEqual(order);
    expect(await labels.toArray()).toEqual(order);
  });

  test("interleaves the shards it shuffled", () => {
    const readConfig = { shuffleSeed: 7, interleaveCycleLength: 2, interleaveBlockLength: 1 };
    // Shards 0, 2, 1, 3: two in turns, one example each.
    expect(read(shards, { shuffleFiles: true, readConfig })).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
  });

  test("selects once: what is taken stays the same", async () => {
    const dataset = datasetOf(testStore(8, { shardLengths: shards }), options()).take(3);
    const first = await dataset.toArray();
    expect(await dataset.toArray()).toEqual(first);
    expect((await dataset.at(2)).label).toBe(first[2]?.label);
  });

  test("without a seed gives another order each time", () => {
    const many = Array<number>(100).fill(1);
    const once = () => read(many, { shuffleFiles: true });
    expect(once()).not.toEqual(once());
    expect(once().sort((a, b) => a - b)).toEqual(positions(100));
  });

  test("contradicts the order of the archive", () => {
    expect(() => read(shards, { order: "archive", shuffleFiles: true })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "shuffleFiles" }),
    );
  });

  test("goes on in a saved run", async () => {
    const build = () => datasetOf(testStore(8, { shardLengths: shards }), options());
    const dataset = build();
    await dataset.toArray();
    const second = dataset.iterate();
    await second.next();
    const from = second.state();
    const rest: number[] = [];
    for await (const { label } of build().iterate({ from })) rest.push(label);
    expect(rest).toEqual([7, 0, 1, 4, 5, 2, 3]);
  });
});

describe("prefetching", () => {
  test("is so many images, or none", async () => {
    for (const [readConfig, most] of [
      [{ numParallelCallsForDecode: 3 }, 4],
      [{ skipPrefetch: true }, 1],
    ] as const) {
      const store = testStore(100);
      for await (const _ of datasetOf(store, { readConfig })) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        break;
      }
      expect(store.started.length).toBeLessThanOrEqual(most);
    }
  });
});

test.each<[string, ReadConfig]>([
  ["readConfig.interleaveCycleLength", { interleaveCycleLength: 0 }],
  ["readConfig.interleaveBlockLength", { interleaveBlockLength: 1.5 }],
  ["readConfig.numParallelCallsForDecode", { numParallelCallsForDecode: -1 }],
  [
    "readConfig.inputContext.inputPipelineId",
    {
      inputContext: { numInputPipelines: 2, inputPipelineId: 2 },
    },
  ],
  ["readConfig.shuffleSeed", { shuffleSeed: 0.5 }],
  ["readConfig.maxBatchBytes", { maxBatchBytes: 0 }],
  ["readConfig.experimentalInterleaveSortFn", { experimentalInterleaveSortFn: 1 as never }],
])("refuses a bad %s", (option, readConfig) => {
  expect(() => read([2], { readConfig })).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", option }),
  );
});
