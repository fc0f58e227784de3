import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tfrecord } from "@imagenet-v2/export";
import { sharedFile, smallDisk, temporaryFolder } from "@imagenet-v2/fixtures";
import { ArchiveStore, MemoryStore, type Store } from "@imagenet-v2/stores";
import { decodeExample, encodeExample, parseRecords, readMetadata } from "@imagenet-v2/tfrecord";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const { write } = tfrecord();
const variant = "matched-frequency";
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);

/** A store of so many images of a few bytes each. */
function storeOf(count: number): Promise<MemoryStore> {
  return MemoryStore.of(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`${i}/${i}.jpeg`, Uint8Array.of(...jpeg, i)]),
    ),
  );
}

/** The same store, but with some things done otherwise. */
function but(store: Store, changes: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, key) {
      const value = Reflect.get(key in changes ? changes : target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** All examples of a prepared folder, shard after shard. */
async function examplesIn(folder: string) {
  const shards = readdirSync(folder).filter((name) => name.includes(".tfrecord-"));
  return shards.sort().map((name) =>
    [...parseRecords(new Uint8Array(readFileSync(join(folder, name))))].map(({ data }) => {
      const { file_name, image, label } = decodeExample(data);
      return {
        file_name: Buffer.from(file_name?.bytesList?.[0] as Uint8Array).toString(),
        image: image?.bytesList?.[0],
        label: label?.int64List?.[0],
      };
    }),
  );
}

describe("what it writes", () => {
  test("is the folder that TFDS makes, with the records that TensorFlow writes", async () => {
    const dataDir = temporaryFolder();
    const store = await MemoryStore.of({ "7/a.jpeg": jpeg });
    const { path, ...facts } = await write(store, { dataDir, variant });
    expect(path).toBe(join(dataDir, "imagenet_v2", "matched-frequency", "3.0.0"));
    expect(facts).toEqual({
      variant,
      numExamples: 1,
      shardLengths: [1],
      numBytes: 64,
      reused: false,
    });
    expect(readdirSync(path).sort()).toEqual([
      "dataset_info.json",
      "features.json",
      "imagenet_v2-test.tfrecord-00000-of-00001",
      "label.labels.txt",
    ]);
    expect(readFileSync(join(path, "imagenet_v2-test.tfrecord-00000-of-00001"), "hex")).toBe(
      "40000000000000002817f4950a3e0a190a0966696c655f6e616d65120c0a0a0a08372f612e6a7065670a110a05696d61676512080a060a04ffd8ffd90a0e0a056c6162656c12051a030a0107a0195bba",
    );
    expect(readFileSync(join(dataDir, "imagenet_v2", ".config", "metadata.json"), "utf8")).toBe(
      '{"default_config_name": "matched-frequency"}',
    );
  });

  test("holds any images in storage order, in the shards asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.stringMatching(/^\d\d?\/[a-z]{1,8}\.jpeg$/),
          fc.uint8Array({ maxLength: 50 }),
          {
            minKeys: 1,
            maxKeys: 20,
          },
        ),
        fc.integer({ min: 1, max: 20 }),
        async (images, wanted) => {
          // No class folder is called 007.
          const valid = Object.entries(images).filter(([name]) => !/^0\d/.test(name));
          fc.pre(valid.length > 0);
          const store = await MemoryStore.of(Object.fromEntries(valid));
          const numShards = Math.min(wanted, store.length);
          const options = { dataDir: temporaryFolder(), variant, numShards };
          const { path, shardLengths } = await write(store, options);
          const shards = await examplesIn(path);
          expect(shards.map(({ length }) => length)).toEqual(shardLengths);
          expect(shardLengths).toHaveLength(numShards);
          expect(shards.flat()).toEqual(
            Array.from({ length: store.length }, (_, i) => ({
              file_name: store.fileName(i),
              image: store.readSync(i),
              label: BigInt(store.label(i)),
            })),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test("is cut where TFDS cuts: halves to the even side", async () => {
    const options = { dataDir: temporaryFolder(), variant, numShards: 2 };
    expect((await write(await storeOf(7), options)).shardLengths).toEqual([4, 3]);
    expect((await write(await storeOf(5), { ...options, overwrite: true })).shardLengths).toEqual([
      2, 3,
    ]);
  });

  test("holds the first examples in storage order when told to take only some", async () => {
    const store = await storeOf(9);
    const { path, numExamples } = await write(store, {
      dataDir: temporaryFolder(),
      variant,
      maxExamplesPerSplit: 4,
    });
    expect(numExamples).toBe(4);
    const names = (await examplesIn(path)).flat().map(({ file_name }) => file_name);
    expect(names).toEqual([0, 1, 2, 3].map((i) => store.fileName(i)));
    expect((await readMetadata(path)).info.splits).toMatchObject([{ shardLengths: [4] }]);
  });
});

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const golden = sharedFile("golden/tfds-prepared-50/imagenet_v2/matched-frequency/3.0.0");

test.skipIf(archive === undefined || golden === undefined)(
  "writes an archive as TFDS prepared it (../shared)",
  async () => {
    const store = await ArchiveStore.open(archive as string, {
      partial: true,
      dataDir: temporaryFolder(),
    });
    const { path } = await write(store, { dataDir: temporaryFolder() });
    await store.close();
    expect(readdirSync(path).sort()).toEqual(readdirSync(golden as string).sort());
    for (const name of readdirSync(path)) {
      const ours = new Uint8Array(readFileSync(join(path, name)));
      const theirs = new Uint8Array(readFileSync(join(golden as string, name)));
      // Protobuf leaves the order of a map open, and TensorFlow's differs from process to process. With
      // the features of each record in one order, the shards are equal.
      const same = name.includes(".tfrecord-") ? [sorted(ours), sorted(theirs)] : [ours, theirs];
      expect(Buffer.compare(same[0] as Uint8Array, same[1] as Uint8Array), name).toBe(0);
      expect(ours.length).toBe(theirs.length);
    }
  },
);

function sorted(shard: Uint8Array): Uint8Array {
  return Buffer.concat(
    [...parseRecords(shard)].map(({ data }) => encodeExample(decodeExample(data))),
  );
}

describe("a folder that is there", () => {
  const times = (folder: string) =>
    readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs);

  test("is left as it is, and its own numbers are told", async () => {
    const options = { dataDir: temporaryFolder(), variant };
    const first = await write(await storeOf(3), options);
    const before = times(first.path);
    const second = await write(await storeOf(5), options);
    expect(second).toEqual({ ...first, reused: true });
    expect(times(first.path)).toEqual(before);
  });

  test("is replaced when told to", async () => {
    const options = { dataDir: temporaryFolder(), variant };
    await write(await storeOf(3), options);
    const second = await write(await storeOf(5), { ...options, overwrite: true });
    expect(second).toMatchObject({ numExamples: 5, reused: false });
    expect((await examplesIn(second.path)).flat()).toHaveLength(5);
    expect(readdirSync(join(second.path, ".."))).toEqual(["3.0.0"]);
  });

  test.each(["dataset_info.json", "features.json", "imagenet_v2-test.tfrecord-00000-of-00001"])(
    "is made again if it lacks its %s",
    async (name) => {
      const options = { dataDir: temporaryFolder(), variant };
      const { path } = await write(await storeOf(3), options);
      rmSync(join(path, name));
      expect(await write(await storeOf(3), options)).toMatchObject({ path, reused: false });
      expect(readdirSync(path)).toContain(name);
    },
  );

  test("is made again if its metadata is cut short", async () => {
    const options = { dataDir: temporaryFolder(), variant };
    const { path } = await write(await storeOf(3), options);
    for (const text of ["", '{"name": "imag']) {
      writeFileSync(join(path, "dataset_info.json"), text);
      expect(await write(await storeOf(3), options)).toMatchObject({ reused: false });
    }
  });

  test("is made once by two who make it at once", async () => {
    const options = { dataDir: temporaryFolder(), variant };
    const [a, b] = await Promise.all([
      write(await storeOf(20), options),
      write(await storeOf(20), options),
    ]);
    expect([a.reused, b.reused].sort()).toEqual([false, true]);
    expect((await examplesIn(a.path)).flat()).toHaveLength(20);
    expect(readdirSync(join(a.path, ".."))).toEqual(["3.0.0"]);
  });
});

describe("when it does not finish", () => {
  const left = (dataDir: string) => readdirSync(join(dataDir, "imagenet_v2", variant));

  test("leaves nothing behind and throws the reason of an abort", async () => {
    const dataDir = temporaryFolder();
    const reason = new Error("enough");
    const controller = new AbortController();
    const store = await storeOf(30);
    const read = store.read.bind(store);
    const slow = but(store, {
      read: async (index, options) => {
        if (index === 20) controller.abort(reason);
        return read(index, options);
      },
    });
    const { signal } = controller;
    await expect(write(slow, { dataDir, variant, signal })).rejects.toBe(reason);
    expect(left(dataDir)).toEqual([]);
  });

  test("does nothing at all when aborted before", async () => {
    const dataDir = temporaryFolder();
    const signal = AbortSignal.abort(new Error("no"));
    await expect(write(await storeOf(1), { dataDir, variant, signal })).rejects.toBe(signal.reason);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test("passes on what the store throws", async () => {
    const dataDir = temporaryFolder();
    const failing = but(await storeOf(30), {
      read: async () => {
        throw new Error("the disk is on fire");
      },
    });
    await expect(write(failing, { dataDir, variant })).rejects.toThrow("the disk is on fire");
    expect(left(dataDir)).toEqual([]);
  });

  test("refuses an image that has another length than the store said", async () => {
    const dataDir = temporaryFolder();
    const changing = but(await storeOf(3), { read: async () => jpeg });
    await expect(write(changing, { dataDir, variant })).rejects.toMatchObject({
      code: "DATA_CHANGED",
    });
    expect(left(dataDir)).toEqual([]);
  });

  test("says how much space is missing before it writes anything", async () => {
    const dataDir = temporaryFolder();
    const huge = but(await storeOf(3), { byteLength: () => 2 ** 50 });
    await expect(write(huge, { dataDir, variant })).rejects.toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(/3\.00 PiB are needed and .* free/),
    });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")(
    "says so at once where no folder can be made (needs Linux)",
    async () => {
      const dataDir = "/proc/none";
      await expect(write(await storeOf(1), { dataDir, variant })).rejects.toMatchObject({
        code: "IO",
        message: expect.stringContaining(`${dataDir}/imagenet_v2`),
      });
    },
  );

  test("says that the disk got full while it wrote, and leaves nothing", async ({ skip }) => {
    const dataDir = smallDisk(4) ?? skip("needs root to mount a small disk");
    const image = new Uint8Array(100_000);
    const names = Array.from({ length: 30 }, (_, i) => [`${i}/${i}.jpeg`, image]);
    const store = await MemoryStore.of(Object.fromEntries(names));
    const disturbed = but(store, {
      read: async (index) => {
        // By then it is decided that there is enough space.
        if (index === 20) writeFileSync(join(dataDir, "someone else's"), new Uint8Array(1_600_000));
        return image;
      },
    });
    await expect(write(disturbed, { dataDir, variant })).rejects.toMatchObject({
      code: "DISK_FULL",
    });
    expect(left(dataDir)).toEqual([]);
  });
});

test("reads a few images ahead and no more, however many there are", async () => {
  let underWay = 0;
  let most = 0;
  const store = await storeOf(200);
  const read = store.read.bind(store);
  const counting = but(store, {
    read: async (index) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      return read(index);
    },
  });
  await write(counting, { dataDir: temporaryFolder(), variant });
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(9);
});

test("tells how far it is, and at the end that it is done", async () => {
  const told: unknown[] = [];
  const store = await storeOf(20);
  const { numBytes } = await write(store, {
    dataDir: temporaryFolder(),
    variant,
    onProgress: (progress) => told.push(progress),
  });
  const bytes = numBytes + 20 * 16;
  expect(told.at(-1)).toEqual({ examples: 20, totalExamples: 20, bytes, totalBytes: bytes });
});

test("asks for the variant of data that is none", async () => {
  await expect(write(await storeOf(1), { dataDir: temporaryFolder() })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    option: "variant",
  });
});

test("refuses an option nobody knows", async () => {
  const options = { shards: 3 } as object;
  await expect(write(await storeOf(1), options)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
