import { benchmark, datasetOf } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { testStore } from "./test-store.ts";

describe("benchmark", () => {
  test("counts what it read, first and rest apart", async () => {
    const { stats, rawStats } = await benchmark(datasetOf(testStore(25)));
    expect(stats["first+lasts"].numExamples).toBe(25);
    expect(stats.first.numExamples).toBe(1);
    expect(stats.lasts.numExamples).toBe(24);
    expect(rawStats.numIter).toBe(25);
    expect(stats.first.duration + stats.lasts.duration).toBeCloseTo(
      stats["first+lasts"].duration,
      9,
    );
    expect(stats.lasts.avg).toBeCloseTo(24 / stats.lasts.duration, 6);
  });

  test("counts batches by their size, the short one too", async () => {
    const batches = datasetOf(testStore(25)).chunk(10);
    const exact = await benchmark(batches, { batchSize: (batch) => batch.length });
    expect(exact.stats["first+lasts"].numExamples).toBe(25);
    expect(exact.stats.first.numExamples).toBe(10);
    const nominal = await benchmark(batches, { batchSize: 10, numIter: 2 });
    expect(nominal.stats["first+lasts"].numExamples).toBe(20);
  });

  test("stops after as many as asked, and closes", async () => {
    const store = testStore(1000);
    const told: number[] = [];
    const { rawStats } = await benchmark(datasetOf(store), {
      numIter: 3,
      onProgress: (numIter) => told.push(numIter),
    });
    expect(rawStats.numIter).toBe(3);
    expect(told).toEqual([1, 2, 3]);
    expect(store.reads.now).toBe(0);
  });

  test("prints TFDS's three lines", async () => {
    const lines = String(await benchmark(datasetOf(testStore(5)))).split("\n");
    expect(lines.slice(0, 3)).toEqual(["", "************ Summary ************", ""]);
    expect(lines.slice(3)).toEqual([
      expect.stringMatching(
        /^Examples\/sec \(First included\) \d+\.\d\d ex\/sec \(total: 5 ex, \d+\.\d\d sec\)$/,
      ),
      expect.stringMatching(/^Examples\/sec \(First only\) .* \(total: 1 ex, /),
      expect.stringMatching(/^Examples\/sec \(First excluded\) .* \(total: 4 ex, /),
    ]);
  });

  test("refuses what has no element, and numbers that are none", async () => {
    await expect(benchmark([])).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: "Cannot benchmark dataset with 0 elements.",
    });
    for (const bad of [{ numIter: 0 }, { batchSize: 1.5 }]) {
      await expect(benchmark([1], bad)).rejects.toMatchObject({ code: "INVALID_OPTION" });
    }
  });
});
