import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", "./tooling/vitest/summary.js"],
    projects: [
      "packages/*",
      "tooling/acceptance",
      "tooling/bundlers",
      "tooling/fixtures",
      "tooling/vitest",
      "examples/*",
    ],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**"],
      reporter: ["text", "lcov"],
    },
  },
});
