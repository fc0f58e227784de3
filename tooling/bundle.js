// Puts a package's modules together, a file for each entry of its `exports`: to import ours as hundreds of
// files takes a tenth of a second, which each command and each thread pays again. What entries share,
// and what is loaded later, become files of their own. Dependencies stay outside, but for those of core, which
// everything loads; types are tsc's.
//
// Node takes half a millisecond to find and open a file. So what users load and what our packages load is one
// file, and the entry of users only names what is theirs: see entry-pairs.js.
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
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { entryPairs, nameExports } from "./entry-pairs.js";

/** What all packages use of zod. */
const coresZod = "src/zod.ts";

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
    packages: isCore ? "bundle" : "external",
    external: Object.keys(imports),
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
    logOverride: { "import-is-undefined": "error" },
    metafile: true,
  };
  const all = [...Object.values(exports), ...Object.values(imports)];
  const pages = entries(all.map((conditions) => conditions.browser));
  // What is the same in Node and in a page, and is there for pages, is built with theirs.
  const files = entries(all.map((conditions) => conditions.default)).filter(
    (file) => !pages.includes(file),
  );
  // A page that decodes takes little of core, and bundlers drop more of what lies apart.
  const { pairs, holdBoth } = entryPairs(isCore ? [] : files);
  const apart = [...pairs.map(([users]) => users), ...(isCore ? [coresZod] : [])];
  const zod = zodFrom(isCore ? "./zod.js" : "@imagenet-v2/core/zod");
  const builds = [
    await build({
      ...common,
      entryPoints: files.filter((file) => !apart.includes(file)),
      plugins: [zod, holdBoth],
    }),
    // What a page has in place of Node's is little, and shares no file: each would be one more for Node to open.
    await build({
      ...common,
      entryPoints: pages,
      plugins: [zod],
    }),
  ];
  for (const [users, ours] of pairs) await nameExports(common, users, ours);
  if (isCore) {
    builds.push(await build({ ...common, entryPoints: [coresZod] }));
    copyLicenses(folder, dist, ["zod", "@noble/hashes", "leven"]);
  }
  const outputs = Object.assign({}, ...builds.map(({ metafile }) => metafile.outputs));
  for (const [file, { exports }] of Object.entries(outputs)) {
    if (!file.endsWith(".js")) continue;
    const path = resolve(folder, file);
    const code = withClassNames(readFileSync(path, "utf8"));
    writeFileSync(path, exports.length > 0 ? withoutBareImports(code) : code);
  }
}

/**
 * zod is a hundred files, which Node opens all at once. Core's zod.js has what we use of it, and all others
 * take it from there; a name that core's zod.ts lacks fails the build.
 *
 * @param path of that file
 */
function zodFrom(path) {
  const ourZod = fileURLToPath(new URL(`../packages/core/${coresZod}`, import.meta.url));
  return {
    name: "zod",
    setup({ onResolve }) {
      onResolve({ filter: /^zod$/ }, ({ importer }) =>
        importer === ourZod ? { path, external: true } : { path: ourZod },
      );
    },
  };
}

/** What is bundled keeps its license. */
function copyLicenses(folder, dist, libraries) {
  for (const library of libraries) {
    const from = join(folder, "node_modules", library);
    const license = readdirSync(from).find((name) => /^license/i.test(name));
    copyFileSync(
      join(from, license),
      join(dist, `${library.replace(/^@/, "").replace("/", "-")}.LICENSE`),
    );
  }
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
