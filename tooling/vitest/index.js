import { defineProject } from "vitest/config";

/** The condition under which workspace packages resolve to their TypeScript sources. */
const source = "@imagenet-v2/source";

/**
 * A Vitest project that runs one package's tests against the sources of its siblings.
 *
 * @param {string} name
 */
export function library(name) {
  return defineProject({
    ssr: { resolve: { conditions: [source, "module", "node", "development|production"] } },
    test: { name, include: ["test/**/*.test.ts"], testTimeout: 30_000 },
  });
}
