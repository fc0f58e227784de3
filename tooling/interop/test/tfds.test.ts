import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findVariant, readingOrder } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { runPython } from "@imagenet-v2/interop";
import { ArchiveStore, prepare, type Store } from "@imagenet-v2/loader";
import { decodeExample, encodeExample, indexExamples, parseRecords } from "@imagenet-v2/tfrecord";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

const python = inject("python");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;

/** What read.py finds in a folder. */
interface Found {
  readonly info: string;
  readonly names: readonly string[];
  readonly first: { readonly shape: readonly number[]; readonly dtype: string };
  readonly examples: readonly {
    readonly file_name: string;
    readonly label: number;
    readonly image: string;
    readonly tfds_id: string;
  }[];
}

const read = (...requests: object[]) =>
  runPython(python, "read.py", [JSON.stringify(requests)]) as Promise<Found[]>;

const fifty = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");

const archives = [
  {
    what: "300 tiny pictures",
    variant: "topimages",
    archive: async (folder: string) => {
      const path = join(folder, "tiny.tar.gz");
      const { topDirectory } = findVariant("topimages").archive;
      await archiveOf(path, fileNames("topimages").slice(0, 300), { topDirectory });
      return path;
    },
  },
  {
    what: "50 photographs (../shared)",
    variant: "matched-frequency",
    archive: fifty === undefined ? undefined : async () => fifty,
  },
] as const;

describe.each(archives)(`$what${skipped}`, ({ archive, variant }) => {
  describe.skipIf(python.python === undefined || archive === undefined)("prepared by both", () => {
    const folder = temporaryFolder();
    let store: Store;
    let theirs: string;
    let ours: string;
    beforeAll(async () => {
      const path = await (archive as (folder: string) => Promise<string>)(folder);
      store = await ArchiveStore.open(path, { partial: true, dataDir: folder });
      ours = (await prepare(store, { dataDir: join(folder, "ours") })).path;
      const args = [path, join(folder, "theirs"), variant];
      theirs = ((await runPython(python, "prepare.py", args)) as { folder: string }).folder;
    });
    afterAll(() => store?.close());

    test("TFDS reads ours as it reads its own", async () => {
      const [own, byDirectory, byName] = await read(
        { directory: theirs },
        { directory: ours },
        { name: `imagenet_v2/${variant}`, data_dir: join(folder, "ours") },
      );
      expect(own?.examples).toHaveLength(store.length);
      expect(byDirectory).toEqual(own);
      expect(byName).toEqual(own);
    });

    test("ours is the same files, but for the order that protobuf leaves open", () => {
      expect(readdirSync(ours).sort()).toEqual(readdirSync(theirs).sort());
      for (const name of readdirSync(ours)) {
        const a = new Uint8Array(readFileSync(join(ours, name)));
        const b = new Uint8Array(readFileSync(join(theirs, name)));
        const shard = name.includes(".tfrecord-");
        expect(a.length).toBe(b.length);
        expect(Buffer.compare(shard ? sorted(a) : a, shard ? sorted(b) : b), name).toBe(0);
      }
      const metadata = [ours, theirs].map((path) =>
        readFileSync(join(path, "../../.config/metadata.json"), "utf8"),
      );
      expect(metadata[0]).toBe(metadata[1]);
    });

    test("ours reads theirs", async () => {
      const [name = ""] = readdirSync(theirs).filter((name) => name.includes(".tfrecord-"));
      const shard = readFileSync(join(theirs, name));
      const examples = await indexExamples(join(theirs, name), ["image"], { verify: true });
      expect(examples).toHaveLength(store.length);
      for (const [index, { example, ranges }] of examples.entries()) {
        const { offset, length } = ranges.image as { offset: number; length: number };
        expect(Buffer.from(example.file_name?.bytesList?.[0] as Uint8Array).toString()).toBe(
          store.fileName(index),
        );
        expect(example.label?.int64List).toEqual([BigInt(store.label(index))]);
        const image = shard.subarray(offset, offset + length);
        expect(Buffer.compare(image, store.readSync(index))).toBe(0);
      }
    });

    test("TFDS reads many shards of ours in the order we say", async () => {
      const { path, shardLengths } = await prepare(store, {
        dataDir: join(folder, "sharded"),
        numShards: 16,
      });
      const [found] = await read({ directory: path });
      const ranges = shardLengths.map((take, shard) => ({ shard, skip: 0, take }));
      const order = [...readingOrder(ranges, shardLengths)];
      expect(
        found?.examples.map(({ file_name, image, label }) => ({ file_name, image, label })),
      ).toEqual(
        order.map((index) => ({
          file_name: store.fileName(index),
          image: createHash("sha256").update(store.readSync(index)).digest("hex"),
          label: store.label(index),
        })),
      );
    });
  });
});

/** The examples of a shard, each with its features in sorted order. */
function sorted(shard: Uint8Array): Uint8Array {
  const records = [...parseRecords(shard)];
  return Buffer.concat(records.map(({ data }) => encodeExample(decodeExample(data))));
}
