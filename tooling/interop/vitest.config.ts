import { library } from "@imagenet-v2/vitest-config";
import { mergeConfig } from "vitest/config";

// Not among the projects of the root: it needs Python, and two gigabytes of packages once.
export default mergeConfig(library("interop"), {
  test: {
    reporters: ["default", "@imagenet-v2/vitest-config/summary"],
    globalSetup: "test/environment.ts",
    // Each starts TensorFlow, which takes a gigabyte.
    maxWorkers: 1,
    // TensorFlow takes ten seconds to start, and longer where the disk is slow.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
