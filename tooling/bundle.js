// Puts a package's modules together, a file for each entry of its `exports`: to import ours as hundreds of
// files takes a tenth of a second, which each command and each thread pays anew. What entries share,
// and what is loaded later, become files of their own. Dependencies stay outside; types are tsc's.
//
// Where an entry for a page differs from the one for Node, both import `#platform`, which stays outside too:
// the conditions of whoever runs or bundles the package decide which of its two files that is.
//
//     node ../../tooling/bundle.js     in a package's folder
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles the package in `folder` into `dist`. */
export async function bundle(folder, dist) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, exports, imports = {} } = manifest;
  const entries = (files) =>
    files.flatMap((file) =>
      file === undefined ? [] : file.replace(/^\.\/dist\/(.*)\.js$/, "src/$1.ts"),
    );
  // Names of shared files change with what is in them, and nothing else clears the old ones away.
  for (const name of existsSync(dist) ? readdirSync(dist, { recursive: true }) : []) {
    if (/\.js(\.map)?$/.test(name) && !name.startsWith("page")) rmSync(join(dist, name));
  }
  const isCore = name === "@imagenet-v2/core";
  const common = {
    absWorkingDir: resolve(folder),
    outbase: "src",
    outdir: resolve(dist),
    bundle: true,
    splitting: true,
    format: "esm",
    // Neither Node nor a browser: what a module imports decides where it runs.
    platform: "neutral",
    target: "es2022",
    packages: "external",
    external: Object.keys(imports),
    plugins: [zodOf(isCore ? folder : undefined)],
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
    logOverride: { "import-is-undefined": "error" },
    metafile: true,
  };
  const all = [...Object.values(exports), ...Object.values(imports)];
  const main = await build({
    ...common,
    entryPoints: entries(all.map((conditions) => conditions.default)),
  });
  // What a page has in place of Node's is little, and shares no file: each would be one more for Node to open.
  const page = await build({
    ...common,
    entryPoints: entries(all.map((conditions) => conditions.browser)),
  });
  const outputs = { ...main.metafile.outputs, ...page.metafile.outputs };
  if (isCore) copyFileSync(join(folder, "node_modules/zod/LICENSE"), join(dist, "zod.LICENSE"));
  for (const [file, { exports }] of Object.entries(outputs)) {
    if (!file.endsWith(".js")) continue;
    const path = resolve(folder, file);
    const code = withClassNames(readFileSync(path, "utf8"));
    writeFileSync(path, exports.length > 0 ? withoutBareImports(code) : code);
  }
}

/**
 * zod is a hundred files, which Node opens all at once. Core has what we use of it in one, and the others
 * take it from there; a name that core's zod.ts lacks fails the build.
 */
function zodOf(core) {
  const ourZod = fileURLToPath(new URL("../packages/core/src/zod.ts", import.meta.url));
  return {
    name: "zod",
    setup({ onResolve }) {
      onResolve({ filter: /^zod$/ }, ({ importer }) => {
        if (importer !== ourZod) return { path: ourZod };
        return core === undefined
          ? { path: "@imagenet-v2/core/zod", external: true }
          : { path: realpathSync(join(core, "node_modules/zod/index.js")) };
      });
    },
  };
}

/**
 * Drops a library's imports of shared files for side effects: there are none, and esbuild warns of each as it
 * bundles a page. Empty lines stay, for the source map.
 */
function withoutBareImports(code) {
  return code.replaceAll(/^import "(?:\.{1,2}\/)+chunk-\w+\.js";$/gm, "");
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

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(".", "dist");
