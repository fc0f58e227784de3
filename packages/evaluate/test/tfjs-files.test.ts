// Models of TensorFlow.js from disk and from a server.
import "@tensorflow/tfjs-backend-cpu";
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { evaluate, type TfjsModelOptions, tfjsModel } from "@imagenet-v2/evaluate";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import * as core from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { afterAll, describe, expect, test } from "vitest";
import { pictures } from "./pictures.ts";

const { loadLayersModel } = layers;
const tf = { ...core, loadLayersModel };
const dataset = await pictures([0, 250, 500, 750, 992]);
const plain = { mean: [0, 0, 0], std: [1, 1, 1] } as const;

interface Net {
  readonly batchInputShape?: (number | null)[];
  /** The heads: each is the opposite of the one before. */
  readonly outputs?: readonly string[];
}

/** Class c has 2 m c - c² for a mean red of m: highest at c = m. */
function net({ batchInputShape = [null, 4, 4, 3], outputs = ["logits"] }: Net) {
  const input = layers.input({ batchShape: batchInputShape });
  const means = layers.layers.globalAveragePooling2d({}).apply(input) as layers.SymbolicTensor;
  const steps = Array.from({ length: 1000 }, (_, c) => c / 1000);
  const heads = outputs.map((name, i) => {
    const sign = i % 2 === 0 ? 1 : -1;
    const kernel = [steps.map((c) => 2 * sign * c), steps.map(() => 0), steps.map(() => 0)];
    const weights = [core.tensor2d(kernel), core.tensor1d(steps.map((c) => -sign * c * c))];
    return layers.layers.dense({ units: 1000, name, weights }).apply(means);
  });
  return layers.model({ inputs: input, outputs: heads as layers.SymbolicTensor[] });
}

/** In two files of weights, as TensorFlow.js cuts large ones. */
async function saved(options: Net = {}): Promise<string> {
  const folder = join(temporaryFolder(), "tiny-net");
  mkdirSync(folder);
  const model = net(options);
  await model.save(
    core.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const bytes = Buffer.from(weightData as ArrayBuffer);
      const half = Math.floor(bytes.length / 2);
      writeFileSync(join(folder, "group1-shard1of2.bin"), bytes.subarray(0, half));
      writeFileSync(join(folder, "group1-shard2of2.bin"), bytes.subarray(half));
      const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
      const json = {
        format: "layers-model",
        modelTopology,
        weightsManifest: [{ paths, weights: weightSpecs }],
      };
      writeFileSync(join(folder, "model.json"), JSON.stringify(json));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  model.dispose();
  return folder;
}

const folder = await saved();
const open = (place: string | URL, options: TfjsModelOptions = {}) =>
  tfjsModel(tf, place, { preprocessing: plain, ...options });

/** The first class of each picture by label, whose red is its label / 32 · 8 of 255. */
async function best(place: string | URL, options: TfjsModelOptions = {}) {
  const model = await open(place, options);
  const { predictions, run } = await evaluate(model, dataset, { batchSize: 2 });
  await model.close();
  const inOrder = [...predictions].sort((a, b) => a.label - b.label);
  return { model, run, best: inOrder.map(({ top }) => top[0]) };
}
const usual = await best(folder);

const server = createServer(({ url = "" }, response) => {
  try {
    response.end(readFileSync(join(folder, url.replace("/nets/tiny/", ""))));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
afterAll(() => server.close());
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nets/tiny/`;

describe("a model of layers", () => {
  test("says its size, name and checksum, and runs", () => {
    expect(usual.model).toMatchObject({
      name: "tiny-net",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      input: { layout: "nhwc", type: "float32", size: [4, 4], batchSize: undefined },
      preprocessing: { preprocessing: { crop: 4, layout: "nhwc" } },
      runtime: expect.stringMatching(/^TensorFlow\.js 4\..* \(cpu\)$/),
    });
    const reds = [0, 250, 500, 750, 992].map((label) => (1000 * Math.floor(label / 32) * 8) / 255);
    expect(usual.best).toHaveLength(5);
    for (const [i, red] of reds.entries()) {
      expect(Math.abs((usual.best[i] as number) - red)).toBeLessThan(8);
    }
  });

  test.each([
    ["the file", join(folder, "model.json")],
    ["a file URL", pathToFileURL(join(folder, "model.json"))],
    ["a server", `${base}model.json`],
  ])("is the same from %s", async (_, place) => {
    const found = await best(place);
    expect(found.best).toEqual(usual.best);
    expect(found.model.sha256).toBe(usual.model.sha256);
  });

  test("is another with other weights", async () => {
    const other = await saved();
    const weights = readFileSync(join(other, "group1-shard1of2.bin"));
    weights.writeFloatLE(7, 0);
    writeFileSync(join(other, "group1-shard1of2.bin"), weights);
    const model = await open(other);
    await model.close();
    expect(model.sha256).not.toBe(usual.model.sha256);
  });

  test("leaves no memory behind", async () => {
    const before = core.memory().numTensors;
    await best(folder);
    await expect(open(folder, { output: "none" })).rejects.toMatchObject({ option: "output" });
    expect(core.memory().numTensors).toBe(before);
  });

  test("of two images at a time is given two", async () => {
    const found = await best(await saved({ batchInputShape: [2, 4, 4, 3] }));
    expect(found.model.input.batchSize).toBe(2);
    expect(found.best).toEqual(usual.best);
  });

  test("takes its preprocessing and labels from the files beside it", async () => {
    const hub = await saved();
    const labels = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [i, `class no. ${i}`]),
    );
    const config = { image_processor_type: "ViTImageProcessor", size: 4 };
    writeFileSync(join(hub, "preprocessor_config.json"), JSON.stringify(config));
    writeFileSync(join(hub, "config.json"), JSON.stringify({ id2label: labels }));
    const model = await tfjsModel(tf, hub);
    await model.close();
    expect(model.preprocessing.source).toBe("config: preprocessor_config.json");
    expect(model.labels?.[7]).toBe("class no. 7");
  });
});

describe("several outputs", () => {
  const place = saved({ outputs: ["logits", "aux"] });

  test("logits is preferred", async () => {
    const found = await best(await place);
    expect(found.best).toEqual(usual.best);
    expect(found.run.model.settings).toEqual({ output: "logits" });
  });

  test("another is taken by its name", async () => {
    const found = await best(await place, { output: "aux" });
    expect(found.best.every((label) => label === 0 || label === 999)).toBe(true);
    await expect(open(await place, { output: "logit" })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      hint: expect.stringContaining("logits [, 1000]; aux [, 1000]"),
    });
  });
});

describe("refuses by name", () => {
  const shard = "group1-shard2of2.bin";
  const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
  test.each<[string, (folder: string) => void, object]>([
    [
      "weights that are not there",
      (folder) => rmSync(join(folder, shard)),
      { code: "INVALID_MODEL", message: expect.stringContaining(`${shard}, which is not there`) },
    ],
    [
      "weights that are a Git LFS pointer",
      (folder) => writeFileSync(join(folder, shard), lfs),
      { code: "INVALID_MODEL", message: expect.stringContaining(`${shard} is a Git LFS pointer`) },
    ],
    [
      "weights that are cut",
      (folder) => truncateSync(join(folder, shard), 4000),
      { code: "INVALID_MODEL", message: expect.stringContaining("TensorFlow.js cannot load it") },
    ],
    ["no model.json", (folder) => rmSync(join(folder, "model.json")), { code: "NOT_FOUND" }],
    [
      "a web page",
      (folder) => writeFileSync(join(folder, "model.json"), "<!DOCTYPE html>"),
      { code: "INVALID_MODEL", message: expect.stringContaining("is a web page") },
    ],
    [
      "half a model.json",
      (folder) => truncateSync(join(folder, "model.json"), 100),
      { code: "INVALID_MODEL", message: expect.stringContaining("is not valid JSON") },
    ],
    [
      "other JSON",
      (folder) => writeFileSync(join(folder, "model.json"), '{"layers": []}'),
      { code: "INVALID_MODEL", message: expect.stringContaining("modelTopology") },
    ],
    [
      "a topology that is none",
      (folder) => writeFileSync(join(folder, "model.json"), '{"modelTopology": {"node": 5}}'),
      { code: "UNSUPPORTED", feature: "loadGraphModel" },
    ],
  ])("%s", async (_, damage, error) => {
    const folder = await saved();
    damage(folder);
    await expect(open(folder)).rejects.toMatchObject(error);
  });

  test("a server's answer, and a server that is not there", async () => {
    await expect(open(`${base}none.json?token=secret`)).rejects.toMatchObject({
      code: "HTTP_STATUS",
      status: 404,
      url: `${base}none.json`,
    });
    await expect(open("http://127.0.0.1:1/model.json")).rejects.toMatchObject({ code: "NETWORK" });
  });

  test("nobody's word for the preprocessing", async () => {
    await expect(tfjsModel(tf, folder)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "preprocessing",
    });
  });

  test.each([[undefined], [5], [Promise.resolve({})]])("%s for a model", async (model) => {
    await expect(tfjsModel(tf, model as never, { preprocessing: plain })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "model",
    });
  });

  test("an option that it does not have", async () => {
    const options = { preprocesing: "mobilenet" } as TfjsModelOptions;
    await expect(tfjsModel(tf, folder, options)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining('"preprocesing"'),
    });
  });

  test("another number of scores than it declares", async () => {
    const none = { data: async () => new Float32Array(10), dispose: () => {} };
    const model = { predict: () => none, outputs: [{ name: "y", shape: [null, 1000] }] };
    await expect(tfjsModel(tf, model, { preprocessing: plain })).rejects.toMatchObject({
      code: "INVALID_MODEL",
      message: expect.stringContaining("its output y gave 10 numbers for 3 images"),
    });
  });

  test("an abort ends it with the signal's reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(open(`${base}model.json`, { signal })).rejects.toThrow("enough");
    await expect(open(folder, { signal })).rejects.toThrow("enough");
  });
});
