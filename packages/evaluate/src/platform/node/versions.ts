import { createRequire } from "node:module";

interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
}

/** What a run depends on: this package and Node. */
export function versions(): Record<string, string> {
  return { "@imagenet-v2/evaluate": ownVersion(), node: process.versions.node };
}

/** `unknown` where a bundler has taken this file out of its package. */
function ownVersion(): string {
  for (const up of ["../", "../../", "../../../"]) {
    try {
      const { name, version } = createRequire(import.meta.url)(`${up}package.json`) as Manifest;
      if (name === "@imagenet-v2/evaluate") return String(version);
    } catch {
      // There is none, or a bundler has left no place to look from.
    }
  }
  return "unknown";
}
