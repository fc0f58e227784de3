// Puts a package's modules together, a file for each entry of its `exports`: to import ours as hundreds of
// files takes a tenth of a second, which each command and each thread pays anew. What entries share,
// and what is loaded later, become files of their own. Dependencies stay outside; types are tsc's.
//
//     node ../../tooling/bundle.js [ENTRY …]     in a package's folder; entries that `exports` does not name
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const entries = Object.values(exports).flatMap(({ default: file }) =>
  file === undefined ? [] : file.replace(/^\.\/dist\/(.*)\.js$/, "src/$1.ts"),
);

// Names of shared files change with what is in them, and nothing else clears the old ones away.
for (const name of existsSync("dist") ? readdirSync("dist", { recursive: true }) : []) {
  if (/\.js(\.map)?$/.test(name) && !name.startsWith("page")) rmSync(join("dist", name));
}

const { metafile } = await build({
  entryPoints: [...entries, ...process.argv.slice(2)],
  outbase: "src",
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  // Neither Node nor a browser: what a module imports decides where it runs.
  platform: "neutral",
  target: "es2022",
  packages: "external",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
  metafile: true,
});

for (const file of Object.keys(metafile.outputs)) {
  if (file.endsWith(".js")) writeFileSync(file, withClassNames(readFileSync(file, "utf8")));
}

/**
 * Gives classes their names back: esbuild calls one that mentions itself `_Dataset` within, and that is
 * the name that users see when they print it. (Its `keepNames` would name every function at run time, each
 * closure in a loop too.)
 */
function withClassNames(code) {
  const renamed = Array.from(code.matchAll(/^var (\w+) = class _\1\b/gm), ([, name]) => name);
  return renamed.reduce(
    (text, name) => text.replaceAll(new RegExp(`(?<![\\w$#.])_${name}(?![\\w$])`, "g"), name),
    code,
  );
}
