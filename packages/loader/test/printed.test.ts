import { inspect } from "node:util";
import { builder, datasetOf } from "@imagenet-v2/loader";
import { expect, test } from "vitest";
import { testStore } from "./test-store.ts";

const dataset = datasetOf(testStore(40), { split: "test[:50%]" });

test("a dataset is printed with its length, split and provenance", () => {
  const facts = "split: 'test[:50%]', provenance: 'custom' }";
  expect(inspect(dataset)).toBe(`Dataset { length: 20, ${facts}`);
  expect(inspect(dataset.take(3))).toBe(`Dataset { length: 3, ${facts}`);
});

test("a pipeline is printed with its length, where it has one", () => {
  expect(inspect(dataset.chunk(3))).toBe("Pipeline { length: 7 }");
  expect(inspect(dataset.filter(() => true))).toBe("Pipeline { length: undefined }");
  expect(inspect(dataset.pipeline().repeat())).toBe("Pipeline { length: Infinity }");
});

test("a builder is printed with what it builds", () => {
  expect(inspect(builder("imagenet_v2/topimages"))).toBe(
    "Builder { name: 'imagenet_v2/topimages/3.0.0' }",
  );
});

test("inside other objects they keep to the depth and the colours of the whole", () => {
  expect(inspect({ dataset }, { depth: 0 })).toBe("{ dataset: [Dataset] }");
  expect(inspect(dataset.chunk(3), { colors: true })).toBe(
    inspect({ length: 7 }, { colors: true }).replace(/^/, "Pipeline "),
  );
});
