import { datasetOf, type Pipeline } from "@imagenet-v2/loader";
import fc from "fast-check";
import { expect, test } from "vitest";
import { positions, testStore } from "./test-store.ts";

/** One operation, on a pipeline and, as anybody would write it, on an array. */
interface Operation {
  readonly name: string;
  onPipeline(pipeline: Pipeline<number>): Pipeline<number>;
  onArray(array: number[]): number[];
}

const count = fc.nat({ max: 12 });
const size = fc.integer({ min: 1, max: 5 });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  size.map((numParallelCalls) => ({
    name: `map(${numParallelCalls})`,
    onPipeline: (p: Pipeline<number>) => p.map(async (n, i) => 2 * n + i, { numParallelCalls }),
    onArray: (a: number[]) => a.map((n, i) => 2 * n + i),
  })),
  fc.constant({
    name: "filter",
    onPipeline: (p: Pipeline<number>) => p.filter((n, i) => (n + i) % 3 !== 0),
    onArray: (a: number[]) => a.filter((n, i) => (n + i) % 3 !== 0),
  }),
  count.map((n) => ({
    name: `take(${n})`,
    onPipeline: (p: Pipeline<number>) => p.take(n),
    onArray: (a: number[]) => a.slice(0, n),
  })),
  count.map((n) => ({
    name: `skip(${n})`,
    onPipeline: (p: Pipeline<number>) => p.skip(n),
    onArray: (a: number[]) => a.slice(n),
  })),
  size.map((n) => ({
    name: `prefetch(${n})`,
    onPipeline: (p: Pipeline<number>) => p.prefetch(n),
    onArray: (a: number[]) => a,
  })),
  fc.tuple(size, fc.boolean()).map(([n, dropRemainder]) => ({
    name: `batch(${n}, ${dropRemainder})`,
    onPipeline: (p: Pipeline<number>) =>
      p.batch(n, { dropRemainder }).map((list) => list.reduce((sum, m) => sum + m, list.length)),
    onArray: (a: number[]) =>
      Array.from({ length: Math[dropRemainder ? "floor" : "ceil"](a.length / n) }, (_, i) => {
        const list = a.slice(i * n, (i + 1) * n);
        return list.reduce((sum, m) => sum + m, list.length);
      }),
  })),
  fc.constant({
    name: "enumerate",
    onPipeline: (p: Pipeline<number>) => p.enumerate(3).map(([i, n]) => i * n),
    onArray: (a: number[]) => a.map((n, i) => (i + 3) * n),
  }),
  fc.integer({ min: 1, max: 2 }).map((n) => ({
    name: `repeat(${n})`,
    onPipeline: (p: Pipeline<number>) => p.repeat(n),
    onArray: (a: number[]) => Array.from({ length: n }, () => a).flat(),
  })),
  fc.constant({
    name: "concatenate",
    onPipeline: (p: Pipeline<number>) => p.concatenate(p.take(2)),
    onArray: (a: number[]) => [...a, ...a.slice(0, 2)],
  }),
);

const chain = fc.array(operation, { maxLength: 6 });
const source = (length: number) =>
  datasetOf(testStore(length), { order: "storage" }).map(({ label }) => label);

test("any chain of operations gives what it gives on an array, also when gone on with", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9 }), chain, fc.nat(), async (length, ops, stop) => {
      const build = () => ops.reduce((p, op) => op.onPipeline(p), source(length));
      const expected = ops.reduce((a, op) => op.onArray(a), positions(length));
      const pipeline = build();
      expect(await pipeline.toArray(), ops.map(({ name }) => name).join(" ")).toEqual(expected);
      if (pipeline.length !== undefined) expect(pipeline.length).toBe(expected.length);

      const before = stop % (expected.length + 1);
      const iteration = build().iterate();
      for (let i = 0; i < before; i++) await iteration.next();
      const from = iteration.state();
      await iteration.return();
      const rest: number[] = [];
      for await (const n of build().iterate({ from })) rest.push(n);
      expect(rest, ops.map(({ name }) => name).join(" ")).toEqual(expected.slice(before));
    }),
    { numRuns: 150 },
  );
});
