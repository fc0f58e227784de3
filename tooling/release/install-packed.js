// Packs every public package as it would be published and installs them all in a project outside the workspace.
//
//     node install-packed.js FOLDER [PACKAGE …]     with these packages of npm's
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = join(import.meta.dirname, "../../packages");

/** Runs a program, its output on ours. */
export function run(command, args, cwd = import.meta.dirname) {
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}

/** Packs them into a folder. */
export function pack(folder) {
  for (const name of readdirSync(packages)) {
    run("pnpm", ["pack", "--silent", "--pack-destination", folder], join(packages, name));
  }
}

export function tarballsIn(folder) {
  return readdirSync(folder).filter((name) => name.endsWith(".tgz"));
}

/** Makes a project of the folder, with its tarballs and others' packages installed by npm. */
export function installPacked(folder, others = []) {
  // Overrides, so that the packages' ranges on each other mean these tarballs and no registry's.
  const files = Object.fromEntries(
    tarballsIn(folder).map((name) => {
      const [, scoped, rest] = /^(imagenet-v2-)?(.*)-\d+\.\d+\.\d+.*\.tgz$/.exec(name) ?? [];
      return [scoped ? `@imagenet-v2/${rest}` : rest, `file:./${name}`];
    }),
  );
  const dependencies = { ...files, "@types/node": "20" };
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies, overrides: files }),
  );
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...others], folder);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...others] = process.argv.slice(2);
  pack(folder);
  installPacked(folder, others);
}
