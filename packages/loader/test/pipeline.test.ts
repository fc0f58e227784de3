import { datasetOf, type Pipeline } from "@imagenet-v2/loader";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { positions, testStore } from "./test-store.ts";

/** The numbers from 0 on, each read from a store. */
function numbers(length: number, store = testStore(length)): Pipeline<number> {
  const dataset = datasetOf(store, {
    order: "storage",
    decoders: { image: ({ length }) => length },
  });
  return dataset.map(({ label }) => label);
}

describe("a pipeline", () => {
  test("maps, filters, numbers and batches as tf.data does", async () => {
    const even = numbers(10).filter((n) => n % 2 === 0);
    expect(await even.map(async (n) => n * n).toArray()).toEqual([0, 4, 16, 36, 64]);
    expect(await even.enumerate(5).take(2).toArray()).toEqual([
      [5, 0],
      [6, 2],
    ]);
    expect(await even.batch(2).toArray()).toEqual([[0, 2], [4, 6], [8]]);
    expect(await even.batch(2, { dropRemainder: true }).toArray()).toEqual([
      [0, 2],
      [4, 6],
    ]);
    expectTypeOf(even.enumerate().chunk(2)).toEqualTypeOf<Pipeline<[number, number][]>>();
  });

  test("gives each run anew, and several at once", async () => {
    const pipeline = numbers(20).map((n) => n + 1);
    const [first, second] = [pipeline[Symbol.asyncIterator](), pipeline[Symbol.asyncIterator]()];
    const seen: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      seen.push((await first.next()).value, (await second.next()).value);
    }
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    await Promise.all([first.return(), second.return()]);
    expect(await pipeline.toArray()).toHaveLength(20);
  });

  test("keeps the order with calls in parallel", async () => {
    const most = { now: 0, most: 0 };
    const slow = numbers(30).map(
      async (n) => {
        most.most = Math.max(most.most, ++most.now);
        await new Promise((resolve) => setTimeout(resolve, (n * 7) % 5));
        most.now--;
        return n;
      },
      { numParallelCalls: 4 },
    );
    expect(await slow.toArray()).toEqual(positions(30));
    expect(most.most).toBeGreaterThan(1);
    expect(most.most).toBeLessThanOrEqual(5);
  });

  test("joins, repeats, and leaves out", async () => {
    const three = numbers(3);
    expect(await three.repeat(2).toArray()).toEqual([0, 1, 2, 0, 1, 2]);
    expect(await three.repeat().take(7).toArray()).toEqual([0, 1, 2, 0, 1, 2, 0]);
    expect(await three.concatenate(numbers(2)).skip(2).toArray()).toEqual([2, 0, 1]);
    expect(await three.skip(5).toArray()).toEqual([]);
    expect(
      await three
        .filter(() => false)
        .repeat()
        .toArray(),
    ).toEqual([]);
  });

  test("knows its length where it can be known", () => {
    const ten = numbers(10);
    expect(ten.batch(3).length).toBe(4);
    expect(ten.batch(3, { dropRemainder: true }).length).toBe(3);
    expect(ten.take(4).concatenate(ten.skip(8)).length).toBe(6);
    expect(ten.repeat().length).toBe(Number.POSITIVE_INFINITY);
    expect(ten.filter(() => true).length).toBeUndefined();
    expect(ten.filter(() => true).batch(2).length).toBeUndefined();
  });

  test("mixes through a buffer, from the seed alone, and anew in each run", async () => {
    const mixed = () => numbers(50).shuffle(10, { seed: 3 });
    const pipeline = mixed();
    const [first, second] = [await pipeline.toArray(), await pipeline.toArray()];
    expect(first).not.toEqual(positions(50));
    expect(first.toSorted((a, b) => a - b)).toEqual(positions(50));
    expect(second).not.toEqual(first);
    expect(await mixed().toArray()).toEqual(first);
    // The element handed out first is one of the first ten.
    expect(first[0]).toBeLessThan(10);
    const steady = numbers(50).shuffle(10, { seed: 3, reshuffleEachIteration: false });
    expect(await steady.toArray()).toEqual(await steady.toArray());
  });

  test("works ahead of the consumer only as far as told", async () => {
    const store = testStore(1000);
    const pipeline = datasetOf(store, { readConfig: { skipPrefetch: true } }).prefetch(20);
    for await (const _ of pipeline) {
      await expect.poll(() => store.started.length, { timeout: 10_000 }).toBeGreaterThan(10);
      await new Promise((resolve) => setTimeout(resolve, 100));
      break;
    }
    expect(store.started.length).toBeLessThanOrEqual(21);
  });

  test("reads nothing beyond what was taken", async () => {
    const store = testStore(100);
    await datasetOf(store, { readConfig: { skipPrefetch: true } })
      .pipeline()
      .take(3)
      .toArray();
    expect(store.started).toEqual([0, 1, 2]);
  });

  test("visits one after the other", async () => {
    const visited: number[] = [];
    await numbers(5).forEach(async (n, position) => {
      await new Promise((resolve) => setTimeout(resolve, 5 - n));
      visited.push(n + position);
    });
    expect(visited).toEqual([0, 2, 4, 6, 8]);
  });
});

describe("checks arguments at the call", () => {
  const pipeline = numbers(3);
  test.each<[string, () => unknown]>([
    ["batch(batchSize)", () => pipeline.batch(0)],
    ["batch(batchSize)", () => pipeline.batch(-1)],
    ["batch(batchSize)", () => pipeline.batch(1.5)],
    ["chunk(size)", () => pipeline.chunk(0)],
    ["ragged", () => pipeline.batch(2, { ragged: true, padded: true })],
    ["take(count)", () => pipeline.take(-1)],
    ["skip(count)", () => pipeline.skip(Number.NaN)],
    ["prefetch(bufferSize)", () => pipeline.prefetch(Number.POSITIVE_INFINITY)],
    ["shuffle(bufferSize)", () => pipeline.shuffle(0, { seed: 1 })],
    ["seed", () => pipeline.shuffle(1, { seed: 0.5 })],
    ["seeed", () => pipeline.shuffle(1, { seed: 1, seeed: 2 } as never)],
    ["drop_remainder", () => pipeline.batch(2, { drop_remainder: true } as never)],
    ["", () => pipeline.shuffle(1, undefined as never)],
    ["repeat(count)", () => pipeline.repeat(0)],
    ["enumerate(start)", () => pipeline.enumerate(0.5)],
    ["map(change)", () => pipeline.map("x" as never)],
    ["numParallelCalls", () => pipeline.map((n) => n, { numParallelCalls: 0 })],
    ["filter(keep)", () => pipeline.filter(undefined as never)],
  ])("%s", (option, call) => {
    expect(call).toThrow(expect.objectContaining({ code: "INVALID_OPTION", option }));
  });
});

describe("a function that fails", () => {
  const boom = new Error("boom");
  const fail = () => {
    throw boom;
  };

  test("in map is named with the example, and everything is closed", async () => {
    const store = testStore(100);
    const failing = datasetOf(store).map((example) => (example.label === 3 ? fail() : example));
    await expect(failing.toArray()).rejects.toMatchObject({
      code: "CALLBACK_FAILED",
      callback: "map",
      position: 3,
      fileName: store.fileName(3),
      message: expect.stringContaining("boom"),
      cause: boom,
    });
    expect(store.reads.now).toBe(0);
  });

  test.each<[string, (p: Pipeline<number>) => Promise<unknown>]>([
    ["map", (p) => p.map(() => Promise.reject(boom), { numParallelCalls: 3 }).toArray()],
    ["filter", (p) => p.filter(fail).toArray()],
    ["forEach", (p) => p.forEach(fail)],
  ])("in %s is the cause", async (callback, run) => {
    await expect(run(numbers(5))).rejects.toMatchObject({ callback, position: 0, cause: boom });
  });

  test("lets results before it through", async () => {
    const failing = numbers(20).map((n) => (n === 5 ? fail() : n), { numParallelCalls: 8 });
    const seen: number[] = [];
    await expect(failing.forEach((n) => void seen.push(n))).rejects.toThrow("boom");
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test("may be one that never ends, when the consumer leaves", async () => {
    const store = testStore(100);
    const stuck = numbers(100, store).map((n) => (n === 0 ? n : new Promise<number>(() => {})), {
      numParallelCalls: 4,
    });
    for await (const n of stuck.prefetch(3)) {
      expect(n).toBe(0);
      break;
    }
    expect(store.reads.now).toBe(0);
  });
});

describe("leaving early", () => {
  test.each(["break", "throw"])("by %s ends the reads", async (how) => {
    const store = testStore(1000);
    const pipeline = datasetOf(store)
      .map((example) => example, { numParallelCalls: 3 })
      .filter(() => true)
      .batch(2)
      .prefetch(4)
      .repeat();
    const leave = async () => {
      for await (const _ of pipeline) {
        if (how === "break") break;
        throw new Error("left");
      }
    };
    if (how === "throw") await expect(leave()).rejects.toThrow("left");
    else await leave();
    expect(store.reads.now).toBe(0);
    const read = store.started.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(store.started.length).toBe(read);
  });

  test("by a signal throws its reason, from any stage", async () => {
    const store = testStore(1000);
    const controller = new AbortController();
    const iteration = datasetOf(store)
      .map((example) => example)
      .prefetch(3)
      .iterate({ signal: controller.signal });
    await iteration.next();
    const reason = new Error("enough");
    controller.abort(reason);
    const rest = async () => {
      for await (const _ of iteration);
    };
    await expect(rest()).rejects.toBe(reason);
    expect(store.reads.now).toBe(0);
  });

  test("two hundred times leaks no listener", async () => {
    const warn = vi.fn();
    process.on("warning", warn);
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, "addEventListener");
    const remove = vi.spyOn(signal, "removeEventListener");
    const dataset = datasetOf(testStore(50), {
      signal,
      readConfig: { numParallelCallsForDecode: 16 },
    });
    for (let i = 0; i < 200; i++) {
      for await (const _ of dataset.map((example) => example, { numParallelCalls: 16 })) break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", warn);
    expect(warn).not.toHaveBeenCalled();
    expect(add).toHaveBeenCalled();
    expect(remove.mock.calls.length).toBe(add.mock.calls.length);
  });
});

describe("a saved state", () => {
  const build = (seed = 1) =>
    numbers(30)
      .shuffle(8, { seed })
      .filter((n) => n % 3 !== 0)
      .batch(2)
      .map((pair) => pair.join())
      .repeat(2)
      .prefetch(3);

  test("goes on exactly where it stood, at any place", async () => {
    const all = await build().toArray();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: all.length }), async (count) => {
        const iteration = build().iterate();
        for (let i = 0; i < count; i++) await iteration.next();
        const saved = JSON.parse(JSON.stringify(iteration.state()));
        await iteration.return();
        const rest: string[] = [];
        for await (const pair of build().iterate({ from: saved })) rest.push(pair);
        expect(rest).toEqual(all.slice(count));
      }),
      { numRuns: 20 },
    );
  });

  test("leaves out examples without reading them where it can", async () => {
    const store = testStore(100);
    const pipeline = () =>
      datasetOf(store, { readConfig: { skipPrefetch: true } })
        .map(({ label }) => label)
        .batch(10);
    const from = { ...pipeline().iterate().state(), position: 9 };
    for await (const batch of pipeline().iterate({ from })) {
      expect(batch).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    }
    expect(store.started).toHaveLength(10);
  });

  test("goes on in the run it was saved in", async () => {
    const shuffledEachRun = () => numbers(20).shuffle(20, { seed: 1 });
    const first = shuffledEachRun();
    await first.toArray();
    const iteration = first.iterate();
    await iteration.next();
    const state = iteration.state();
    const rest: unknown[] = [];
    for await (const n of iteration) rest.push(n);
    const again: unknown[] = [];
    for await (const n of shuffledEachRun().iterate({ from: state })) again.push(n);
    expect(state).toMatchObject({ epoch: 1, position: 1 });
    expect(again).toEqual(rest);
  });

  test.each<[string, unknown]>([
    ["another seed", build(2).iterate().state()],
    ["other operations", numbers(30).iterate().state()],
    ["another format", { ...build().iterate().state(), format: 2 }],
    ["no state", {}],
    ["a negative position", { ...build().iterate().state(), position: -1 }],
  ])("of %s is refused", (_, from) => {
    expect(() => build().iterate({ from: from as never })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
  });
});
