// Puts a package's modules together, a file for each entry of its `exports`: to import ours as hundreds of
// files takes a tenth of a second, which each command and each thread pays anew. What entries share,
// and what is loaded later, become files of their own. Dependencies stay outside; types are tsc's.
//
// Where an entry for a page differs from the one for Node, both import `#platform`, which stays outside too:
// the conditions of whoever runs or bundles the package decide which of its two files that is.
//
//     node ../../tooling/bundle.js [ENTRY …]     in a package's folder; entries that `exports` does not name
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { name, exports, imports = {} } = JSON.parse(readFileSync("package.json", "utf8"));
const files = [...Object.values(exports), ...Object.values(imports)].flatMap((conditions) => [
  conditions.default,
  conditions.browser,
]);
const entries = files.flatMap((file) =>
  file === undefined ? [] : file.replace(/^\.\/dist\/(.*)\.js$/, "src/$1.ts"),
);

// Names of shared files change with what is in them, and nothing else clears the old ones away.
for (const name of existsSync("dist") ? readdirSync("dist", { recursive: true }) : []) {
  if (/\.js(\.map)?$/.test(name) && !name.startsWith("page")) rmSync(join("dist", name));
}

// zod is a hundred files, which Node opens all at once. Core has what we use of it in one, and the others
// take it from there; a name that core's zod.ts lacks fails the build.
const ourZod = fileURLToPath(new URL("../packages/core/src/zod.ts", import.meta.url));
const isCore = name === "@imagenet-v2/core";
const zod = {
  name: "zod",
  setup({ onResolve }) {
    onResolve({ filter: /^zod$/ }, ({ importer }) => {
      if (importer !== ourZod) return { path: ourZod };
      return isCore
        ? { path: realpathSync("node_modules/zod/index.js") }
        : { path: "@imagenet-v2/core/zod", external: true };
    });
  },
};
if (isCore) copyFileSync("node_modules/zod/LICENSE", "dist/zod.LICENSE");

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
  external: Object.keys(imports),
  plugins: [zod],
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
  logOverride: { "import-is-undefined": "error" },
  metafile: true,
});

for (const [file, { exports }] of Object.entries(metafile.outputs)) {
  if (!file.endsWith(".js")) continue;
  const code = withClassNames(readFileSync(file, "utf8"));
  writeFileSync(file, exports.length > 0 ? withoutBareImports(code) : code);
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
