import { createHash } from "node:crypto";
import { getEventListeners } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  type DatasetInfo,
  evenSplits,
  ReadInstruction,
  type VariantName,
  variantNames,
  variants,
} from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, fiftyInStorageOrder, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import {
  type Dataset,
  type Example,
  type ExampleRecord,
  type LoadOptions,
  load,
  partialDecoding,
  skipDecoding,
} from "@imagenet-v2/loader";
import { beforeAll, describe, expect, expectTypeOf, onTestFinished, test } from "vitest";
import {
  tfdsEmpty,
  tfdsIdsInReadingOrder,
  tfdsReadingOrder,
  tfdsReads,
  tfdsStorageOrder,
} from "./tfds-reads.ts";

const env = { HOME: temporaryFolder() };
const dataDir = temporaryFolder();
const archives = {} as Record<VariantName, string>;

/** An archive of these names in the published shape, with tiny pictures. */
async function archive(
  names: readonly string[],
  variant: VariantName = "matched-frequency",
  folder = temporaryFolder(),
) {
  const path = join(folder, variants[variant].archive.fileName);
  const { topDirectory } = variants[variant].archive;
  await archiveOf(path, [...names].sort(), { topDirectory });
  return path;
}

const published = temporaryFolder();
beforeAll(async () => {
  for (const variant of variantNames) {
    archives[variant] = await archive(fileNames(variant), variant, published);
  }
}, 60_000);

const small = () => archive(fiftyInStorageOrder);
const here = (variant: VariantName = "matched-frequency") =>
  ({ archive: archives[variant], dataDir, env }) as const;

function digest(lines: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest("hex");
}
const names = (records: Iterable<ExampleRecord>) =>
  Array.from(records, ({ file_name }) => file_name);

describe("the whole data", () => {
  test.each(variantNames)("of %s comes in the order in which TFDS reads", async (variant) => {
    const dataset = await load(`imagenet_v2/${variant}`, { ...here(variant), split: "test" });
    expect(dataset.length).toBe(10_000);
    expect(dataset.info.provenance).toBe("complete");
    expect(digest(names(dataset.records()))).toBe(tfdsReadingOrder[variant]);
    await dataset.close();
  });

  test("comes in storage order, or as it lies in the archive", async () => {
    const stored = await load("imagenet_v2", { ...here(), split: "test", order: "storage" });
    expect(digest(names(stored.records()))).toBe(tfdsStorageOrder);
    expect([...stored.indices.slice(0, 3)]).toEqual([0, 1, 2]);
    const asItLies = await load("imagenet_v2", { ...here(), split: "test", order: "archive" });
    expect(names(asItLies.records())).toEqual([...fileNames("matched-frequency")].sort());
    await Promise.all([stored.close(), asItLies.close()]);
  });

  test("has the tfds_id of TFDS on each example", async () => {
    const dataset = await load("imagenet_v2", {
      ...here(),
      split: "test",
      decoders: partialDecoding(["file_name"]),
      readConfig: { addTfdsId: true },
    });
    const ids = await dataset.map(({ tfds_id }) => tfds_id).toArray();
    expect(ids[17]).toBe("imagenet_v2-test.tfrecord-00001-of-00016__1");
    expect(digest(ids)).toBe(tfdsIdsInReadingOrder);
    await dataset.close();
  });

  test.each(tfdsReads)("split %s gives the %d examples TFDS read", async (split, count, sha256) => {
    const dataset = await load("imagenet_v2", { ...here(), split });
    expect(dataset.length).toBe(count);
    expect(digest(names(dataset.records()))).toBe(sha256);
    await dataset.close();
  });

  test.each(tfdsEmpty)("split %s has no example and is refused as TFDS does", async (split) => {
    await expect(load("imagenet_v2", { ...here(), split })).rejects.toMatchObject({
      code: "INVALID_SPLIT",
      message: expect.stringContaining("Instruction [] corresponds to no data!"),
    });
  });
});

describe("splits", () => {
  test("of any structure give the same structure of datasets", async () => {
    const path = await small();
    const options = { archive: path, dataDir, env, partial: true } as const;
    const result = await load("imagenet_v2", {
      ...options,
      split: ["test[:5]", { rest: new ReadInstruction("test", { from: 5 }) }],
    });
    expectTypeOf(result).toEqualTypeOf<[Dataset<Example>, { rest: Dataset<Example> }]>();
    expect(result[0].length).toBe(5);
    expect(result[1].rest.length).toBe(45);

    const none = await load("imagenet_v2", options);
    expectTypeOf(none).toEqualTypeOf<{ test: Dataset<Example> }>();
    expect(none.test.length).toBe(50);

    const thirds = await load("imagenet_v2", { ...options, split: evenSplits("test", 3) });
    expect(thirds.map(({ length }) => length)).toEqual([17, 17, 16]);

    const [dataset, info] = await load("imagenet_v2", {
      ...options,
      split: "test",
      withInfo: true,
    });
    expectTypeOf(info).toEqualTypeOf<DatasetInfo>();
    expect(info.provenance).toBe("partial");
    expect(dataset.info.splits.test.numExamples).toBe(50);
    await Promise.all([result[0], none.test, thirds[0], dataset].map((d) => d?.close()));
  });

  test("that do not exist are refused before anything is looked for", async () => {
    const options: LoadOptions = { dataDir: join(dataDir, "nowhere"), env };
    await expect(load("imagenet_v2", { ...options, split: "train" })).rejects.toMatchObject({
      code: "UNKNOWN_SPLIT",
      message: "Unknown split 'train'. Should be one of ['test'].",
    });
    await expect(load("imagenet_v2", { ...options, split: "test[5%]" })).rejects.toMatchObject({
      code: "INVALID_SPLIT",
    });
  });
});

describe("names", () => {
  test("without a variant take the archive for what it is, with one refuse another", async () => {
    const dataset = await load("imagenet_v2", { ...here("topimages"), split: "test" });
    expect(dataset.info.fullName).toBe("imagenet_v2/topimages/3.0.0");
    await dataset.close();
    await expect(load("imagenet_v2/threshold-0.7", here("topimages"))).rejects.toMatchObject({
      code: "WRONG_VARIANT",
      expected: "threshold-0.7",
      actual: "topimages",
    });
  });

  test("may pass the data folder, and nothing unknown", async () => {
    const folder = temporaryFolder();
    const { test: dataset } = await load(`imagenet_v2/topimages:3.*.*/data_dir=${folder}`, {
      archive: archives.topimages,
      env,
    });
    expect(readdirSync(folder)).toEqual(["index"]);
    await dataset.close();
    await expect(load("imagenet_v2/a=True,b=3", here())).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "a",
    });
    await expect(load("imagenet_v2/data_dir=x", here())).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "dataDir",
    });
  });
});

describe("refuses", () => {
  test("fewer images than the variant has, unless partial ones are welcome", async () => {
    const path = await small();
    const options = { archive: path, dataDir, env, split: "test" } as const;
    await expect(load("imagenet_v2", options)).rejects.toMatchObject({ code: "INCOMPLETE_DATA" });
    const dataset = await load("imagenet_v2", { ...options, partial: true });
    expect(dataset.info.provenance).toBe("partial");
    await dataset.close();
  });

  test("an option nobody knows, with the one that was meant", async () => {
    await expect(load("imagenet_v2", { spilt: "test" } as object)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "spilt",
      hint: expect.stringContaining('Did you mean "split"?'),
    });
    await expect(
      load("imagenet_v2", { readConfig: { interleaveCycleLenght: 3 } } as object),
    ).rejects.toMatchObject({
      code: "INVALID_OPTION",
      hint: expect.stringContaining('"interleaveCycleLength"'),
    });
  });

  test("to download if it must not, and tells where it looked", async () => {
    const options = { dataDir: temporaryFolder(), env };
    for (const how of [{ download: false }, { offline: true }]) {
      await expect(load("imagenet_v2", { ...options, ...how })).rejects.toMatchObject({
        code: "NOT_PREPARED",
        searched: expect.arrayContaining([expect.stringContaining(options.dataDir)]),
      });
    }
    expect(readdirSync(options.dataDir)).toEqual([]);
  });
});

test("writes its index into the data folder, nothing beside the archive", async () => {
  const path = await small();
  const folder = temporaryFolder();
  const { test: dataset } = await load("imagenet_v2", {
    archive: path,
    dataDir: folder,
    env,
    partial: true,
  });
  await dataset.toArray();
  await dataset.close();
  expect(readdirSync(dirname(path))).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(["index"]);
});

describe("twenty at once", () => {
  test("make one index and each has its own file", async () => {
    const folder = temporaryFolder();
    const path = await small();
    const options = { archive: path, dataDir: folder, env, partial: true, split: "test" } as const;
    const datasets = await Promise.all(
      Array.from({ length: 20 }, () => load("imagenet_v2", options)),
    );
    expect(readdirSync(join(folder, "index"))).toHaveLength(1);
    await datasets[0]?.close();
    await expect(datasets[0]?.at(0)).rejects.toMatchObject({ code: "IO" });
    expect(names(datasets[7]?.records() ?? [])).toEqual(fiftyInStorageOrder);
    expect((await datasets[7]?.at(0))?.label).toBe(1);
    await Promise.all(datasets.map((dataset) => dataset.close()));
  });

  test("may share a signal, and nobody is warned of a leak", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    onTestFinished(() => void process.off("warning", note));
    const { signal } = new AbortController();
    const options = {
      ...{ archive: await small(), dataDir: temporaryFolder(), env, partial: true, signal },
      split: "test",
    } as const;
    const datasets = await Promise.all(
      Array.from({ length: 20 }, () => load("imagenet_v2", options)),
    );
    const first = async (dataset: (typeof datasets)[number]) => {
      for await (const example of dataset) return example.file_name;
    };
    expect(new Set(await Promise.all(datasets.map(first))).size).toBe(1);
    await Promise.all(datasets.map((dataset) => dataset.close()));
    await setImmediate();
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("ask a server once", async () => {
    const requests: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const options = { dataDir: temporaryFolder(), env, baseUrl: `http://127.0.0.1:${port}/` };
    const loads = Array.from({ length: 20 }, () => load("imagenet_v2", options));
    const results = await Promise.allSettled(loads);
    server.close();
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "HTTP_STATUS" } });
    }
    expect(requests).toEqual([`/${variants["matched-frequency"].archive.fileName}`]);
  });

  test("go on when the first of them gives up", async () => {
    const folder = temporaryFolder();
    const path = await small();
    const controller = new AbortController();
    const options = { archive: path, dataDir: folder, env, partial: true, split: "test" } as const;
    const first = load("imagenet_v2", { ...options, signal: controller.signal });
    const others = Array.from({ length: 3 }, () => load("imagenet_v2", options));
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(first).rejects.toBe(reason);
    for (const other of others) await (await other).close();
  });
});

test("its signal also ends later reads", async () => {
  const controller = new AbortController();
  const dataset = await load("imagenet_v2", {
    ...here(),
    split: "test",
    signal: controller.signal,
  });
  const reason = new Error("enough");
  const seen: string[] = [];
  const run = dataset.forEach(({ file_name }) => {
    seen.push(file_name);
    if (seen.length === 3) controller.abort(reason);
  });
  await expect(run).rejects.toBe(reason);
  expect(seen).toHaveLength(3);
  await expect(dataset.at(0)).rejects.toBe(reason);
  await dataset.close();
});

describe("the 50-image archive (../shared)", () => {
  const path = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
  const options = { archive: path, dataDir, env, partial: true } as const;

  test.skipIf(path === undefined)("decodes, and gives the stored bytes (../shared)", async () => {
    await using dataset = await load("imagenet_v2", { ...options, split: "test" });
    let count = 0;
    for await (const { image, label, file_name } of dataset) {
      expect(image.data.length).toBe(image.shape[0] * image.shape[1] * 3);
      expect(file_name).toBe(fiftyInStorageOrder[count++]);
      expect(dataset.info.features.label.int2str(label)).toMatch(/^n\d{8}$/);
    }
    expect(count).toBe(50);
    await using bytes = await load("imagenet_v2", {
      ...options,
      split: "test",
      decoders: { image: skipDecoding() },
    });
    expect([...(await bytes.at(0)).image.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  });

  const golden = sharedFile("golden/pixels.json");
  test.skipIf(path === undefined || golden === undefined).each(["accurate", "fast"] as const)(
    "gives the pixels of the reference, dct %s (../shared)",
    async (dct) => {
      const pixels = JSON.parse(readFileSync(golden as string, "utf8"));
      const column = dct === "fast" ? "tensorflow_default_rgb_sha256" : "accurate_rgb_sha256";
      const rows: Record<string, string>[] = pixels["imagenetv2-matched-frequency-50"];
      const expected = new Map(rows.map((row) => [row.file_name, row[column]]));
      await using dataset = await load("imagenet_v2", { ...options, split: "test", dct });
      await dataset.forEach(({ file_name, image }) => {
        const sha256 = createHash("sha256").update(image.data).digest("hex");
        expect(sha256, file_name).toBe(expected.get(file_name));
      });
    },
  );
});

test.each([
  ["archive must be a path", "imagenet_v2", { archive: "a\0b" }],
  ["batchSize must be at least -1, not -2", "imagenet_v2", { batchSize: -2 }],
  ["order must be one of", "imagenet_v2", { order: "x".repeat(1_000_000) }],
  ["is unknown", `imagenet_v2/topimages/${"a".repeat(1_000_000)}=1`, {}],
])("says in short: %s", async (text, name, options) => {
  await expect(load(name, { ...options, dataDir, env } as LoadOptions)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringMatching(new RegExp(`^.{0,250}${text}.{0,150}$`)),
  });
});
