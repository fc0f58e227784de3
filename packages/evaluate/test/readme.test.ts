import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { classes } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { decodeImage } from "@imagenet-v2/decode";
import * as api from "@imagenet-v2/evaluate";
import { interval } from "@imagenet-v2/evaluate";
import { archiveOf, onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import { expect, test } from "vitest";
import { onePixel, pictures, readColour } from "./pictures.ts";

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

  const all = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  const blocks = all.filter((code) => !code.includes("classify"));
  expect([all.length, blocks.length]).toEqual([4, 2]);
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
      api.evaluate(model, dataset, { ...options, results: results && here(results as string) }),
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

test("the README's ten lines score a server", async () => {
  const labels = [7, 207, 999, 0];
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { shape, data } = await decodeImage(await buffer(request));
    asked.push(`${request.method} ${request.url} ${shape.join()}`);
    const label = Math.round((data[0] as number) / 8) * 32 + Math.round((data[1] as number) / 8);
    response.end(JSON.stringify({ classes: [classes[label]?.wnid, "n03032252", "toaster"] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const all = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  const [ten = "", comparison = ""] = all.filter((code) => code.includes("classify"));
  expect(ten.trim().split("\n").length - 3).toBeLessThanOrEqual(10);
  const body = `${ten}${comparison}`
    .replace(/^import .*$/gm, "")
    .replace("127.0.0.1:8000", `127.0.0.1:${port}`);
  const lines: string[] = [];
  const given = {
    ...{ ...api, load: async () => pictures(labels), console: { log: lines.push.bind(lines) } },
    model: { name: "m", preprocessing: onePixel, predict: readColour },
  };
  try {
    const run = new Function(
      ...Object.keys(given),
      `return (async () => {${body} return scores})()`,
    );
    const scores: api.Scores = await run(...Object.values(given));
    expect(scores.top1).toMatchObject({ correct: 4, n: 4 });
    expect(scores.top5).toBeUndefined();
    // Once for the scores, and once to compare.
    expect(asked).toEqual(Array(8).fill("POST /classify 12,16,3"));
    expect(lines.join()).toContain("The answers of ours and canvas differ on 0 of 4 images");
  } finally {
    server.close();
  }
});
