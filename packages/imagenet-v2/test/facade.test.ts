import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as cli from "@imagenet-v2/cli";
import * as core from "@imagenet-v2/core";
import * as decode from "@imagenet-v2/decode";
import * as evaluate from "@imagenet-v2/evaluate";
import * as explorer from "@imagenet-v2/explorer";
import * as exported from "@imagenet-v2/export";
import * as fetch from "@imagenet-v2/fetch";
import * as loader from "@imagenet-v2/loader";
import * as models from "@imagenet-v2/models";
import * as sample from "@imagenet-v2/sample";
import * as storage from "@imagenet-v2/storage";
import * as storageOpfs from "@imagenet-v2/storage/opfs";
import * as stores from "@imagenet-v2/stores";
import * as tfrecord from "@imagenet-v2/tfrecord";
import * as view from "@imagenet-v2/view";
import * as facade from "imagenet-v2";
import * as facadeEvaluate from "imagenet-v2/evaluate";
import * as facadeExplorer from "imagenet-v2/explorer";
import * as facadeExport from "imagenet-v2/export";
import * as facadeModels from "imagenet-v2/models";
import * as facadeOpfs from "imagenet-v2/opfs";
import * as facadeSample from "imagenet-v2/sample";
import * as facadeView from "imagenet-v2/view";
import { expect, test } from "vitest";

const layers = { core, fetch, decode, stores, loader };
const packages: Readonly<Record<string, object>> = {
  ...{ core, storage, decode, tfrecord, fetch, stores, loader, export: exported, models },
  ...{ sample, view, evaluate, explorer, cli },
};

test("shows what most programs need, and no more", () => {
  expect(Object.keys(facade).sort()).toMatchInlineSnapshot(`
    [
      "ArchiveStore",
      "Dataset",
      "FolderStore",
      "ImageNetV2Error",
      "MemoryStore",
      "Pipeline",
      "PreparedStore",
      "ReadInstruction",
      "benchmark",
      "builder",
      "builderFromDirectories",
      "builderFromDirectory",
      "cacheTensors",
      "classFolders",
      "classes",
      "clean",
      "cleanable",
      "dataFolder",
      "datasetOf",
      "decodeImage",
      "decodeJpeg",
      "evenSplits",
      "fetchArchive",
      "findArchive",
      "findClass",
      "findVariant",
      "imageNet2012",
      "imageNetV2",
      "isImageError",
      "isImageNetV2Error",
      "load",
      "openPath",
      "parseClassList",
      "partialDecoding",
      "preprocess",
      "presets",
      "repairArchive",
      "searchClasses",
      "skipDecoding",
      "splitForProcess",
      "toOrt",
      "toTf",
      "variantNames",
      "variants",
      "verifyArchive",
    ]
  `);
});

test("each name is that of the package it comes from", () => {
  const all: Record<string, unknown> = Object.assign({}, ...Object.values(layers));
  for (const [name, value] of Object.entries(facade)) expect(value, name).toBe(all[name]);
});

test("no two packages show different things under one name", () => {
  const owners = new Map<string, [owner: string, value: unknown]>();
  for (const [owner, shown] of Object.entries(packages)) {
    for (const [name, value] of Object.entries(shown)) {
      const [first, known] = owners.get(name) ?? [owner, value];
      expect(value, `${name} of ${first} and ${owner}`).toBe(known);
      owners.set(name, [first, known]);
    }
  }
  expect(owners.size).toBeGreaterThan(150);
});

test.each(Object.keys(packages))("the README of %s names all there is to call", (name) => {
  const readme = readFileSync(new URL(`../../${name}/README.md`, import.meta.url), "utf8");
  const names = Object.keys(packages[name] as object);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme))).toEqual([]);
});

test("no two packages show a type of one name", () => {
  const owners = new Map<string, string>();
  for (const owner of Object.keys(packages)) {
    for (const name of ownNames(owner)) {
      expect(owners.get(name), `${name} of ${owners.get(name)} and ${owner}`).toBeUndefined();
      owners.set(name, owner);
    }
  }
  expect(owners.size).toBeGreaterThan(300);
});

/** The values and types that a package's index exports, but for those that it takes from another. */
function ownNames(name: string): Set<string> {
  const names = new Set<string>();
  const read = (file: string) => {
    const source = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, list = "", from = ""] of source.matchAll(
      /export (?:type )?\{([^}]*)\} from "([^"]+)"/g,
    )) {
      if (!from.startsWith(".")) continue;
      for (const part of list.split(",")) {
        const shown = part
          .trim()
          .split(" as ")
          .at(-1)
          ?.replace(/^type /, "");
        if (shown) names.add(shown);
      }
    }
    for (const [, from = ""] of source.matchAll(/export \* from "(\.[^"]+)"/g)) {
      read(join(file, "..", from));
    }
  };
  read(join(import.meta.dirname, "../..", name, "src/index.ts"));
  return names;
}

test.each([
  ["evaluate", evaluate, facadeEvaluate],
  ["explorer", explorer, facadeExplorer],
  ["export", exported, facadeExport],
  ["models", models, facadeModels],
  ["opfs", storageOpfs, facadeOpfs],
  ["sample", sample, facadeSample],
  ["view", view, facadeView],
])("the subpath %s is that package", (_, layer, subpath) => {
  expect({ ...subpath }).toEqual({ ...layer });
});
