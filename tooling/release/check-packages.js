// Packs every public package as it would be published, lints each tarball, then installs them all
// into an empty project outside the workspace, compiles a program against their types and runs it
// on every version of Node they claim; batches on Bun and Deno, too.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importCost } from "./import-cost.js";
import { installPacked, pack, run, tarballsIn } from "./install-packed.js";
import { nodeVersions } from "./node-versions.js";
import { sameBatches } from "./same-batches.js";

const consumer = mkdtempSync(join(tmpdir(), "imagenet-v2-consumer-"));

/** Compiles a program of this folder as a user would, the packages' own types included. */
function compile(program, options) {
  cpSync(join(import.meta.dirname, program), join(consumer, program));
  const strict = ["--ignoreConfig", "--strict", "--target", "es2022", "--module", "nodenext"];
  run("tsc", [...strict, ...options, "--outDir", "out", join(consumer, program)], consumer);
}

try {
  pack(consumer);
  for (const tarball of tarballsIn(consumer)) {
    console.log(tarball);
    run("publint", ["--strict", join(consumer, tarball)]);
    run("attw", ["--profile", "esm-only", "--quiet", join(consumer, tarball)]);
  }

  installPacked(consumer);
  compile("consumer.ts", ["--types", "node", "--lib", "es2022"]);
  compile("batches-consumer.ts", ["--types", "node", "--lib", "es2022"]);
  compile("browser-consumer.ts", ["--types", "", "--lib", "es2022,dom"]);
  for (const version of nodeVersions) {
    run(
      "npx",
      ["--yes", "--package", `node@${version}`, "--call", "node out/consumer.js"],
      consumer,
    );
  }
  console.log(sameBatches(consumer, "out/batches-consumer.js"));
  console.log(importCost(consumer));
} finally {
  rmSync(consumer, { recursive: true });
}
