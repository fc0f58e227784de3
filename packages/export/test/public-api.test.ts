import * as api from "@imagenet-v2/export";
import { expect, test } from "vitest";

test("exports these names", () => {
  expect(Object.keys(api).sort()).toEqual(["exampleWriter", "tfrecord"]);
});
