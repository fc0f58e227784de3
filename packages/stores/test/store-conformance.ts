import { readdirSync } from "node:fs";
import { threeImages, threeNames } from "@imagenet-v2/fixtures";
import { openStore, type Store } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";

type WholeStore = Store & Required<Pick<Store, "readSync" | "describe">>;

/**
 * What every store promises that reads from this machine.
 *
 * @param opens opens a store of {@link threeImages}
 */
export function testStore(name: string, opens: () => Promise<Store>): void {
  const open = async () => (await opens()) as WholeStore;
  describe(name, () => {
    const withStore =
      (body: (store: WholeStore) => unknown): (() => Promise<void>) =>
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
      "reads without waiting, also into a buffer that is there",
      withStore((store) => {
        expect(store.readSync(2)).toEqual(threeImages[threeNames[2]]);
        const room = new Uint8Array(new SharedArrayBuffer(2000)).fill(99);
        const bytes = store.readSync(1, room);
        expect(Buffer.from(bytes)).toEqual(Buffer.from(threeImages[threeNames[1]] as Uint8Array));
        expect(bytes.buffer).toBe(room.buffer);
        expect(room[1100]).toBe(99);
        expect(() => store.readSync(0, new Uint8Array(1599))).toThrow("has 1600 bytes");
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

    test(
      "opens again from its description as if in another thread",
      withStore(async (store) => {
        const description = structuredClone(store.describe());
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
        expect(() => store.readSync(index)).toThrow(expect.objectContaining(refusal));
        await expect(store.read(index)).rejects.toMatchObject(refusal);
      })(),
    );

    test(
      "throws the reason of an abort",
      withStore(async (store) => {
        const reason = new Error("enough");
        await expect(store.read(0, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      }),
    );

    test("finishes the reads under way when it is closed, and gives no more", async () => {
      const store = await open();
      const reading = store.read(0);
      await store.close();
      await store.close();
      expect(await reading).toEqual(threeImages[threeNames[0]]);
      await expect(store.read(0)).rejects.toMatchObject({ code: "IO", errno: "EBADF" });
      expect(() => store.readSync(0)).toThrow("the store is closed");
      expect(store.fileName(0)).toBe(threeNames[0]);
    });

    test.skipIf(process.platform !== "linux")("leaves no file open (needs Linux)", async () => {
      const openFiles = () => readdirSync("/proc/self/fd").length;
      const before = openFiles();
      for (let i = 0; i < 20; i++) {
        const store = await open();
        await store.read(1);
        await (await openStore(store.describe())).close();
        await store.close();
      }
      expect(openFiles()).toBe(before);
    });
  });
}
