import { readdirSync } from "node:fs";
import { threeImages, threeNames } from "@imagenet-v2/fixtures";
import { openStore, type Store } from "@imagenet-v2/stores";
import type { DescribedStore, SyncStore } from "@imagenet-v2/stores/internal";
import { describe, expect, test } from "vitest";

/** What a store can do beyond what each must. */
interface Abilities {
  /** @default true */
  readonly hasSync?: boolean;
  /** @default true */
  readonly hasDescription?: boolean;
}

/**
 * What every store promises.
 *
 * @param open opens a store of {@link threeImages}
 */
export function testStore(
  name: string,
  open: () => Promise<Store>,
  { hasSync = true, hasDescription = true }: Abilities = {},
): void {
  describe(name, () => {
    const withStore =
      (body: (store: Store) => unknown): (() => Promise<void>) =>
      async () => {
        const store = await open();
        try {
          await body(store);
        } finally {
          await store.close();
        }
      };

    test(
      "lists names and labels in storage order",
      withStore((store) => {
        expect(store.length).toBe(3);
        expect([0, 1, 2].map((i) => store.fileName(i))).toEqual(threeNames);
        expect([0, 1, 2].map((i) => store.label(i))).toEqual([742, 636, 421]);
        expect([0, 1, 2].map((i) => store.byteLength(i))).toEqual([1600, 1100, 600]);
      }),
    );

    test(
      "reads the stored bytes, several at once, each into a buffer of its own",
      withStore(async (store) => {
        const order = Array.from({ length: 60 }, (_, i) => i % 3);
        const images = await Promise.all(order.map((i) => store.read(i)));
        for (const [i, bytes] of images.entries()) {
          expect(bytes).toEqual(threeImages[threeNames[i % 3] as string]);
          expect(bytes.buffer.byteLength).toBe(bytes.length);
        }
        expect(new Set(images.map(({ buffer }) => buffer)).size).toBe(60);
      }),
    );

    test(
      "has the abilities it is said to have",
      withStore(({ readSync, describe }) => {
        expect([readSync !== undefined, describe !== undefined]).toEqual([hasSync, hasDescription]);
      }),
    );

    test(
      "reads an image again after someone wrote to what was read",
      withStore(async (store) => {
        (await store.read(0)).fill(0);
        expect(await store.read(0)).toEqual(threeImages[threeNames[0]]);
      }),
    );

    test.runIf(hasSync)(
      "reads without waiting, also into a buffer that is there (needs readSync)",
      withStore((store) => {
        const readSync = readSyncOf(store);
        expect(readSync(2)).toEqual(threeImages[threeNames[2]]);
        const room = new Uint8Array(new SharedArrayBuffer(2000)).fill(99);
        const bytes = readSync(1, room);
        expect(Buffer.from(bytes)).toEqual(Buffer.from(threeImages[threeNames[1]] as Uint8Array));
        expect(bytes.buffer).toBe(room.buffer);
        expect(room[1100]).toBe(99);
        expect(() => readSync(0, new Uint8Array(1599))).toThrow("has 1600 bytes");
      }),
    );

    test(
      "tells its shards, its place on the disk and its size",
      withStore((store) => {
        expect(store.shardLengths).toEqual([3]);
        expect([...store.archiveOrder()].sort()).toEqual([0, 1, 2]);
        // Around an image of these sizes a serialized example has 19 bytes, for a name of 49 bytes 68,
        // for a label of three digits 17, and 3 around all.
        expect(store.info.numBytes).toBe(1600 + 1100 + 600 + 3 * (19 + 68 + 17 + 3));
        expect(store.info.provenance).toMatch(/^(partial|custom)$/);
      }),
    );

    test.runIf(hasDescription)(
      "opens again from its description as if in another thread (needs describe)",
      withStore(async (store) => {
        const description = structuredClone(descriptionOf(store));
        const again = await openStore(description);
        await store.close();
        expect([0, 1, 2].map((i) => again.fileName(i))).toEqual(threeNames);
        expect(await again.read(0)).toEqual(threeImages[threeNames[0]]);
        expect(again.info).toEqual(store.info);
        expect(again.shardLengths).toEqual(store.shardLengths);
        await again.close();
      }),
    );

    test.for([-1, 3, 0.5, Number.NaN, "0" as never])("refuses the index %s", (index, { expect }) =>
      withStore(async (store) => {
        const refusal = { code: "INVALID_OPTION", option: "index" };
        expect(() => store.fileName(index)).toThrow(expect.objectContaining(refusal));
        expect(() => store.label(index)).toThrow(expect.objectContaining(refusal));
        if (hasSync) {
          const read = readSyncOf(store);
          expect(() => read(index)).toThrow(expect.objectContaining(refusal));
        }
        await expect(store.read(index)).rejects.toMatchObject(refusal);
      })(),
    );

    test(
      "throws the reason of an abort before and during a read, and goes on with the others",
      withStore(async (store) => {
        const reason = new Error("enough");
        await expect(store.read(0, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
        const controller = new AbortController();
        const stopped = store.read(0, { signal: controller.signal });
        const other = store.read(1);
        controller.abort(reason);
        await expect(stopped).rejects.toBe(reason);
        expect(await other).toEqual(threeImages[threeNames[1]]);
      }),
    );

    test("finishes the reads under way when it is closed, and gives no more", async () => {
      const store = await open();
      const reading = store.read(0);
      await store.close();
      await store.close();
      expect(await reading).toEqual(threeImages[threeNames[0]]);
      await expect(store.read(0)).rejects.toMatchObject({ code: "IO", errno: "EBADF" });
      if (hasSync) expect(() => readSyncOf(store)(0)).toThrow("the store is closed");
      expect(store.fileName(0)).toBe(threeNames[0]);
    });

    test.skipIf(process.platform !== "linux")("leaves no file open (needs Linux)", async () => {
      const openFiles = () => readdirSync("/proc/self/fd").length;
      const before = openFiles();
      for (let i = 0; i < 20; i++) {
        const store = await open();
        await store.read(1);
        if (hasDescription) await (await openStore(descriptionOf(store))).close();
        await store.close();
      }
      expect(openFiles()).toBe(before);
    });
  });
}

/** What a store that has it reads without waiting with. */
export function readSyncOf(store: Store) {
  expect(store.readSync).toBeDefined();
  return (index: number, into?: Uint8Array) => (store as SyncStore).readSync(index, into);
}

export function descriptionOf(store: Store) {
  expect(store.describe).toBeDefined();
  return (store as DescribedStore).describe();
}
