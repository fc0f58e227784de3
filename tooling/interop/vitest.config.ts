import { library } from "@imagenet-v2/vitest-config";
import { mergeConfig } from "vitest/config";

// Not among the projects of the root: it needs Python, and two gigabytes of packages once.
export default mergeConfig(
  library("interop", {
    globalSetup: "test/environment.ts",
    // Each starts TensorFlow, which takes a gigabyte, and ten seconds, longer where the disk is slow.
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  }),
  { test: { reporters: ["default", "@imagenet-v2/vitest-config/summary"] } },
);
