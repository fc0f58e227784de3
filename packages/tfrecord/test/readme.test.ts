import { readFile } from "node:fs/promises";
import { runReadme } from "@imagenet-v2/fixtures";
import * as tfrecord from "@imagenet-v2/tfrecord";
import { expect, test } from "vitest";

const readme = new URL("../README.md", import.meta.url);

test("the README's example reads what is in a shard", async () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const shard = tfrecord.encodeRecord(
    tfrecord.encodeExample({
      file_name: { bytesList: [text("742/b7b5d9c7135ccf762b64e7ca06ccf4240014f12d.jpeg")] },
      image: { bytesList: [Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)] },
      label: { int64List: [742n] },
    }),
  );
  const name = tfrecord.formatShardName({
    dataset: "imagenet_v2",
    split: "test",
    shard: 0,
    numShards: 16,
  });
  const files = new Map([[name, shard]]);
  const claims = await runReadme(readme, {
    "node:fs/promises": { readFile: async (path: string) => files.get(path) },
    "@imagenet-v2/tfrecord": { ...tfrecord },
  });
  expect(claims).toHaveLength(1);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});

test("the README names only what there is", async () => {
  const rows = (await readFile(readme, "utf8")).matchAll(/^\| (`\w+`.*?) \|/gm);
  const names = [...rows].flatMap(([, row]) => (row as string).match(/\w+/g) ?? []);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !Object.hasOwn(tfrecord, name))).toEqual([]);
});
