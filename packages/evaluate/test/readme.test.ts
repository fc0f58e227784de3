import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import * as api from "@imagenet-v2/evaluate";
import { interval } from "@imagenet-v2/evaluate";
import { archiveOf, onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { expect, test } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README names only what there is", () => {
  const table = /## What is in it\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? "";
  const names = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !Object.hasOwn(api, name as string))).toEqual([]);
});

test("the README's interval is that of its count", () => {
  const [, correct, n, low, high] =
    /correct: (\d+), n: (\d+), .* interval: \[([\d.]+), ([\d.]+)\]/.exec(readme) ?? [];
  const ends = interval(Number(correct), Number(n)).map((end) => end.toFixed(4));
  expect(ends).toEqual([low, high]);
});

test("the README's examples run, on an archive of small pictures", async () => {
  const folder = temporaryFolder();
  const names = fileNames("matched-frequency").slice(0, 40);
  const archive = join(folder, "archive.tar");
  await archiveOf(archive, names, { topDirectory: "imagenetv2-matched-frequency-format-val" });
  writeFileSync(join(folder, "resnet50.onnx"), onnxFile());
  const classes = [...new Set(names.map((name) => `${Number.parseInt(name, 10)}`))].slice(0, 6);
  writeFileSync(join(folder, "imagenet-a.txt"), classes.join("\n"));

  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  expect(blocks.length).toBe(2);
  const claims: unknown[] = [];
  const code = blocks
    .map((block) =>
      block.replace(/^import .*$/gm, "").replace(/^(.+); *\/\/=> .+$/gm, "claims.push($1);"),
    )
    // The second goes on with the model and the dataset of the first.
    .reduce((first, second) => `${first}\n{ ${second} }`);
  const here = (path: string) => join(folder, path);
  const given = {
    ...api,
    claims,
    load: (name: string, options: object) =>
      load(name, { ...options, archive, partial: true, dataDir: folder }),
    onnxModel: (path: string, options: api.OnnxModelOptions) => api.onnxModel(here(path), options),
    evaluate: (model: api.Model, dataset: never, { results, ...options }: api.EvaluateOptions) =>
      api.evaluate(model, dataset, { ...options, results: results && here(results) }),
    readClasses: (path: string) => api.readClasses(here(path)),
    writeFile: (path: string, text: string) => writeFile(here(path), text),
  };
  await new Function(...Object.keys(given), `return (async () => {${code}})();`)(
    ...Object.values(given),
  );
  const [top1, n, over] = claims;
  expect(top1).toMatchObject({ n: 40, interval: [expect.any(Number), expect.any(Number)] });
  expect(n).toBe(names.filter((name) => classes.includes(`${Number.parseInt(name, 10)}`)).length);
  expect(over).toBe(6);
  expect(existsSync(here("resnet50.jsonl"))).toBe(true);
  expect(readFileSync(here("report.html"), "utf8")).toContain("ResNet-50 on 40 images");
});
