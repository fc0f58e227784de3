import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findVariant } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { tfrecord } from "@imagenet-v2/export";
import { archiveOf, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { runPython } from "@imagenet-v2/interop";
import { builderFromDirectories, builderFromDirectory, skipDecoding } from "@imagenet-v2/loader";
import { ArchiveStore, type Store } from "@imagenet-v2/stores";
import { decodeExample, encodeExample, parseRecords } from "@imagenet-v2/tfrecord";
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

const splits = [
  "test",
  "test[:1]",
  "test[-7:]",
  "test[10:33]",
  "test[10%:50%]",
  "test[:12.5%]",
  "test[3shard]",
  "test[-2shard:]",
  "test[:40]+test[20:45]",
];

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
  describe.skipIf(python.python === undefined || archive === undefined)(
    "prepared by both (../shared)",
    () => {
      const folder = temporaryFolder();
      let store: Store;
      let theirs: string;
      let ours: string;
      beforeAll(async () => {
        const path = await (archive as (folder: string) => Promise<string>)(folder);
        store = await ArchiveStore.open(path, { partial: true, dataDir: folder });
        ours = (await tfrecord().write(store, { dataDir: join(folder, "ours") })).path;
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

      test("we read theirs as TFDS does", async () => {
        const [own] = await read({ directory: theirs });
        expect(await readByUs(theirs)).toEqual(own?.examples);
      });

      test("TFDS reads many shards of ours, and parts of them, as we do", async () => {
        const { path } = await tfrecord().write(store, {
          dataDir: join(folder, "sharded"),
          numShards: 16,
        });
        const found = await read(...splits.map((split) => ({ directory: path, split })));
        for (const [i, split] of splits.entries()) {
          expect(await readByUs(path, split), split).toEqual(found[i]?.examples);
        }
      });

      test("TFDS reads several folders as one as we do", async () => {
        const few = { dataDir: join(folder, "few"), maxExamplesPerSplit: 30, numShards: 3 };
        const directories = [(await tfrecord().write(store, few)).path, ours];
        const [found] = await read({ directories });
        expect(await readByUs(directories)).toEqual(found?.examples);
        // The ids name the folder too, as a path from where the folders part.
        expect(found?.examples[0]?.tfds_id).toMatch(/^few\/imagenet_v2\/.*-00000-of-00003__0$/);
      });
    },
  );
});

/** The examples of a folder, or of several, in reading order, as read.py has them. */
async function readByUs(
  folder: string | readonly string[],
  split = "test",
): Promise<Found["examples"]> {
  const options = { partial: true, dataDir: temporaryFolder() };
  const builder =
    typeof folder === "string"
      ? await builderFromDirectory(folder, options)
      : await builderFromDirectories(folder, options);
  const dataset = await builder.asDataset({
    split,
    decoders: { image: skipDecoding() },
    readConfig: { addTfdsId: true },
  });
  const examples = [];
  for await (const { file_name, label, image, tfds_id } of dataset) {
    const digest = createHash("sha256").update(image).digest("hex");
    examples.push({ file_name, label, image: digest, tfds_id });
  }
  await dataset.close();
  return examples;
}

/** The examples of a shard, each with its features in sorted order. */
function sorted(shard: Uint8Array): Uint8Array {
  const records = [...parseRecords(shard)];
  return Buffer.concat(records.map(({ data }) => encodeExample(decodeExample(data))));
}
