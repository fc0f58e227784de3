import * as core from "@imagenet-v2/core";
import * as decode from "@imagenet-v2/decode";
import * as evaluate from "@imagenet-v2/evaluate";
import * as explorer from "@imagenet-v2/explorer";
import * as exported from "@imagenet-v2/export";
import * as fetch from "@imagenet-v2/fetch";
import * as loader from "@imagenet-v2/loader";
import * as sample from "@imagenet-v2/sample";
import * as view from "@imagenet-v2/view";
import * as facade from "imagenet-v2";
import * as facadeEvaluate from "imagenet-v2/evaluate";
import * as facadeExplorer from "imagenet-v2/explorer";
import * as facadeExport from "imagenet-v2/export";
import * as facadeSample from "imagenet-v2/sample";
import * as facadeView from "imagenet-v2/view";
import { expect, test } from "vitest";

const layers = { core, fetch, decode, loader };

test.each(Object.entries(layers))("shows all of %s", (_, layer) => {
  expect(facade).toMatchObject({ ...layer });
});

test("says nothing of its own", () => {
  const names = Object.values(layers).flatMap((layer) => Object.keys(layer));
  expect(Object.keys(facade).sort()).toEqual([...new Set(names)].sort());
});

test("no two layers show different things under one name", () => {
  // `export *` drops a name that two modules show, without a word.
  const names = Object.values(layers).flatMap((layer) => Object.keys(layer));
  expect(names.length).toBe(new Set(names).size);
});

test.each([
  ["evaluate", evaluate, facadeEvaluate],
  ["explorer", explorer, facadeExplorer],
  ["export", exported, facadeExport],
  ["sample", sample, facadeSample],
  ["view", view, facadeView],
])("the subpath %s is that package", (_, layer, subpath) => {
  expect({ ...subpath }).toEqual({ ...layer });
});
