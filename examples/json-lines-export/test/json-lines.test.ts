import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archiveOf, temporaryFolder, threeImages } from "@imagenet-v2/fixtures";
import { builder } from "imagenet-v2";
import { expect, test } from "vitest";
import { jsonLines } from "../index.ts";

const folder = temporaryFolder();
const archive = join(folder, "archive.tar.gz");
await archiveOf(archive, Object.keys(threeImages), {
  topDirectory: "imagenetv2-matched-frequency-format-val",
  jpeg: (name) => threeImages[name] as Uint8Array,
});
const writer = jsonLines();

function three() {
  const dataDir = temporaryFolder();
  const made = builder("imagenet_v2", { archive, dataDir, partial: true, env: { HOME: folder } });
  return { made, path: join(dataDir, "json-lines/imagenet_v2/matched-frequency/3.0.0") };
}

const linesIn = (path: string, shard: string) =>
  readFileSync(join(path, shard), "utf8").trimEnd().split("\n");

test("writes every image, name and label, in the shards asked for", async () => {
  const { made, path } = three();
  const told: unknown[] = [];
  const written = await made.downloadAndPrepare({
    writer,
    numShards: 2,
    onPrepareProgress: (progress) => told.push(progress),
  });
  expect(written).toMatchObject({ path, numExamples: 3, shardLengths: [2, 1], reused: false });
  const shards = ["test-00000-of-00002.jsonl", "test-00001-of-00002.jsonl"];
  expect(readdirSync(path).sort()).toEqual(["manifest.json", ...shards]);
  expect(shards.map((shard) => linesIn(path, shard).length)).toEqual([2, 1]);
  const read = shards.flatMap((shard) =>
    linesIn(path, shard).map((text) => JSON.parse(text) as Record<string, string>),
  );
  expect(
    Object.fromEntries(
      read.map(({ file_name, image }) => [
        file_name,
        new Uint8Array(Buffer.from(image as string, "base64")),
      ]),
    ),
  ).toEqual(
    Object.fromEntries(Object.entries(threeImages).map(([k, v]) => [k, new Uint8Array(v)])),
  );
  for (const { file_name = "", label } of read) expect(`${label}`).toBe(file_name.split("/")[0]);
  const bytes = shards.reduce((sum, shard) => sum + readFileSync(join(path, shard)).length, 0);
  expect(told.at(-1)).toEqual({ examples: 3, totalExamples: 3, bytes, totalBytes: bytes });
});

test("leaves a whole export alone, and makes a damaged one again", async () => {
  const { made, path } = three();
  const first = await made.downloadAndPrepare({ writer });
  expect(await made.downloadAndPrepare({ writer })).toEqual({ ...first, reused: true });
  truncateSync(join(path, "test-00000-of-00001.jsonl"), 100);
  expect(await made.downloadAndPrepare({ writer })).toEqual(first);
  expect(linesIn(path, "test-00000-of-00001.jsonl")).toHaveLength(3);
  writeFileSync(join(path, "manifest.json"), "{");
  expect(await made.downloadAndPrepare({ writer })).toEqual(first);
});
