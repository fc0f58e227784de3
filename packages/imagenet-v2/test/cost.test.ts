// What one import costs a user, measured on what the build made.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { builtPackage } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

/** A module hook that names each module as it is loaded: at once, as what its thread has buffered is lost at the end. */
const hook = `
  import { writeSync } from "node:fs";
  export async function load(url, context, next) {
    writeSync(2, "loaded " + url + "\\n");
    return next(url, context);
  }
`;

/** The modules that importing an entry loads. */
async function modulesOf(entry: string): Promise<string[]> {
  const program = `
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hook)}));
    await import("${entry}");
  `;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { cwd: builtPackage("imagenet-v2") },
  );
  return Array.from(stderr.matchAll(/^loaded (file:.*)$/gm), ([, url]) => url as string);
}

const modules = await modulesOf("imagenet-v2");

test("importing the facade loads its layers", () => {
  for (const layer of ["core", "fetch", "decode", "loader"]) {
    expect(modules.some((url) => url.includes(`/packages/${layer}/dist/index.js`))).toBe(true);
  }
});

test.each(["cli", "view", "sample"])("importing the facade does not load %s", (name) => {
  expect(modules.filter((url) => url.includes(`/packages/${name}/`))).toEqual([]);
});

test.each(["commander", "@stdlib", "opentype.js", "zod"])(
  "importing the facade does not load %s",
  (library) => {
    expect(modules.filter((url) => url.includes(`/node_modules/${library}`))).toEqual([]);
  },
);

test.each([
  "imagenet-v2",
  "imagenet-v2/evaluate",
  "imagenet-v2/explorer",
  "imagenet-v2/export",
  "imagenet-v2/sample",
  "imagenet-v2/view",
  "@imagenet-v2/cli",
])("importing %s loads no native code", async (entry) => {
  const loaded = await modulesOf(entry);
  expect(loaded.some((url) => url.includes("/packages/core/dist/index.js"))).toBe(true);
  expect(loaded.filter((url) => /\/node_modules\/(sharp|onnxruntime-node)\//.test(url))).toEqual(
    [],
  );
});

test.each(["imagenet-v2", "imagenet-v2/evaluate"])(
  "importing %s does not load the file names of all pictures",
  async (entry) => {
    const { href } = pathToFileURL(join(builtPackage("core"), "dist/file-names.js"));
    expect(existsSync(new URL(href))).toBe(true);
    expect(await modulesOf(entry)).not.toContain(href);
  },
);

test.each(["view", "tfrecord"])("importing evaluate does not load %s", async (name) => {
  const loaded = await modulesOf("imagenet-v2/evaluate");
  expect(loaded.some((url) => url.includes("/packages/evaluate/dist/"))).toBe(true);
  expect(loaded.filter((url) => url.includes(`/packages/${name}/`))).toEqual([]);
});

test("importing evaluate loads few modules", async () => {
  const loaded = await modulesOf("imagenet-v2/evaluate");
  const libraries = loaded.flatMap(
    (url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [],
  );
  // Those for CSV, float16, charts and pictures come when they are first used.
  expect([...new Set(libraries)].sort()).toEqual(["jstat", "pako"]);
  // 2026-11: 33, of 42 before; each package's side for Node and its `./internal` are files of their own.
  expect(loaded.length).toBeLessThanOrEqual(33);
});

test("importing the facade loads few modules", () => {
  const ours = modules.filter(
    (url) => url.includes("/packages/") && !url.includes("/node_modules/"),
  );
  // 2026-11: 35 of ours, of 48 before, in the eight packages below, and 2 of as many libraries. A package's entry, its
  // `./internal`, which has the code of both, its side for Node, which conditions choose, and what that shares
  // are a file each: ours may become some more; a library is not added unseen.
  expect(ours.length).toBeLessThanOrEqual(36);
  // One of them is pako: a kernel is synchronous, so what inflates PNGs cannot come later.
  expect(modules.length - ours.length).toBeLessThanOrEqual(2);
  const packages = new Set(ours.map((url) => /\/packages\/([^/]+)/.exec(url)?.[1]));
  expect([...packages].sort()).toEqual([
    "core",
    "decode",
    "fetch",
    "imagenet-v2",
    "loader",
    "storage",
    "stores",
    "tfrecord",
  ]);
});

test("starting the command line loads few modules", async () => {
  // 2026-11: 10, of 20 before; a command's own come when it runs.
  expect((await modulesOf("@imagenet-v2/cli")).length).toBeLessThanOrEqual(11);
});
