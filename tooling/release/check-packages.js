// Packs every public package as it would be published, lints each tarball, then installs them all
// into an empty project outside the workspace, compiles a program against their types and runs it
// on every version of Node they claim.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importCost } from "./import-cost.js";

const nodeVersions = ["20", "22", "24"];
const packages = join(import.meta.dirname, "../../packages");
const consumer = mkdtempSync(join(tmpdir(), "imagenet-v2-consumer-"));

const run = (command, args, cwd = import.meta.dirname) =>
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });

/** Compiles a program of this folder as a user would, the packages' own types included. */
function compile(program, options) {
  cpSync(join(import.meta.dirname, program), join(consumer, program));
  const strict = ["--ignoreConfig", "--strict", "--target", "es2022", "--module", "nodenext"];
  run("tsc", [...strict, ...options, "--outDir", "out", join(consumer, program)], consumer);
}

try {
  for (const name of readdirSync(packages)) {
    run("pnpm", ["pack", "--silent", "--pack-destination", consumer], join(packages, name));
  }
  const tarballs = readdirSync(consumer).filter((name) => name.endsWith(".tgz"));
  for (const tarball of tarballs) {
    console.log(tarball);
    run("publint", ["--strict", join(consumer, tarball)]);
    run("attw", ["--profile", "esm-only", "--quiet", join(consumer, tarball)]);
  }

  // Overrides, so that the packages' ranges on each other mean these tarballs and no registry's.
  const files = Object.fromEntries(
    tarballs.map((name) => {
      const [, scoped, rest] = /^(imagenet-v2-)?(.*)-\d+\.\d+\.\d+.*\.tgz$/.exec(name) ?? [];
      return [scoped ? `@imagenet-v2/${rest}` : rest, `file:./${name}`];
    }),
  );
  const dependencies = { ...files, "@types/node": "20" };
  writeFileSync(
    join(consumer, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies, overrides: files }),
  );
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], consumer);
  compile("consumer.ts", ["--types", "node", "--lib", "es2022"]);
  compile("browser-consumer.ts", ["--types", "", "--lib", "es2022,dom"]);
  for (const version of nodeVersions) {
    run(
      "npx",
      ["--yes", "--package", `node@${version}`, "--call", "node out/consumer.js"],
      consumer,
    );
  }
  console.log(importCost(consumer));
} finally {
  rmSync(consumer, { recursive: true });
}
