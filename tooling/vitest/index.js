import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineProject } from "vitest/config";
import { builtTree, workersOfTree } from "./built-tree.js";
import { askedTiers, filesOf } from "./tiers.js";

/** The condition under which workspace packages resolve to their TypeScript sources. */
const source = "@imagenet-v2/source";

/**
 * A Vitest project that runs one package's tests, of the tiers asked for, against the sources of its
 * siblings.
 *
 * @param {string} name
 * @param {import("vitest/config").ProjectConfig} options What is the project's own. `isolate: false`, where no
 *   test file leaves anything behind, spares starting a process and importing everything for each.
 */
export function library(name, options = {}) {
  const { include, exclude } = filesOf(askedTiers());
  return defineProject({
    plugins: [workersOfTree],
    ssr: { resolve: { conditions: [source, "module", "node", "development|production"] } },
    test: {
      name,
      include,
      exclude: ["**/node_modules/**", ...exclude],
      // Vitest leaves one core to itself, of two half of the machine.
      maxWorkers: availableParallelism(),
      setupFiles: [fileURLToPath(new URL("seed.js", import.meta.url))],
      provide: { builtPackages: builtTree() },
      testTimeout: 30_000,
      ...options,
    },
  });
}
