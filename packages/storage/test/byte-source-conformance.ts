import type { ByteSource } from "@imagenet-v2/storage";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** A source, and the hand that changes what is behind it. */
export interface Opened {
  readonly source: ByteSource;
  /** Puts other bytes into the place of those that the source was opened on. */
  readonly change?: ((bytes: Uint8Array) => Promise<unknown>) | undefined;
}

/** What a source can do beyond reading; tests of the rest are left out. */
export interface Abilities {
  readonly canChange: boolean;
  readonly hasSync: boolean;
  readonly hasClose: boolean;
}

/** Bytes of which no two neighbouring runs are alike, for tests that must see from where a byte came. */
export function numbered(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 7) & 255);
}

/**
 * What every source of bytes promises.
 *
 * @param open lays bytes down somewhere, and opens a source of them
 */
export function testByteSource(
  name: string,
  open: (bytes: Uint8Array<ArrayBuffer>) => Promise<Opened>,
  { canChange, hasSync, hasClose }: Abilities,
): void {
  describe(name, () => {
    const size = 1000;
    const bytes = numbered(size);
    const withSource =
      (body: (opened: Opened) => unknown, content = bytes): (() => Promise<void>) =>
      async () => {
        const opened = await open(content);
        try {
          await body(opened);
        } finally {
          await opened.source.close?.();
        }
      };

    test(
      "has a name and a size, and gives all of its bytes and its first and last ones",
      withSource(async ({ source }) => {
        expect(source.name).not.toBe("");
        expect(source.size).toBe(size);
        expect(await source.read(0, size)).toEqual(bytes);
        expect(await source.read(0, 1)).toEqual(bytes.slice(0, 1));
        expect(await source.read(size - 1, 1)).toEqual(bytes.slice(-1));
        expect(await source.read(990, 10)).toEqual(bytes.slice(990));
      }),
    );

    test(
      "gives no bytes where none are asked for, also at the end",
      withSource(async ({ source }) => {
        expect(await source.read(0, 0)).toEqual(new Uint8Array(0));
        expect(await source.read(size, 0)).toEqual(new Uint8Array(0));
      }),
    );

    test(
      "may be empty",
      withSource(async ({ source }) => {
        expect(source.size).toBe(0);
        expect(await source.read(0, 0)).toEqual(new Uint8Array(0));
        await expect(source.read(0, 1)).rejects.toMatchObject({ code: "INVALID_OPTION" });
      }, new Uint8Array(0)),
    );

    test.for([
      [-1, 1, "offset"],
      [0.5, 1, "offset"],
      [Number.NaN, 1, "offset"],
      ["0" as never, 1, "offset"],
      [size + 1, 0, "offset"],
      [0, -1, "length"],
      [0, 1.5, "length"],
      [0, Number.POSITIVE_INFINITY, "length"],
      [0, size + 1, "length"],
      [size, 1, "length"],
      [999, Number.MAX_SAFE_INTEGER, "length"],
    ] as const)("refuses the range from %s of %s bytes", ([offset, length, option], { expect }) =>
      withSource(async ({ source }) => {
        const refusal = { code: "INVALID_OPTION", option };
        await expect(source.read(offset, length)).rejects.toMatchObject(refusal);
        if (!hasSync || !Number.isInteger(length) || length < 0 || length > size + 1) return;
        const into = new Uint8Array(length);
        expect(() => source.readSync?.(offset, into)).toThrow(
          expect.objectContaining({ code: "INVALID_OPTION" }),
        );
      })(),
    );

    test(
      "reads at once what is asked for at once, each into a buffer of its own",
      withSource(async ({ source }) => {
        const offsets = Array.from({ length: 60 }, (_, i) => (i * 37) % 900);
        const parts = await Promise.all(offsets.map((offset) => source.read(offset, 100)));
        for (const [i, offset] of offsets.entries()) {
          expect(parts[i]).toEqual(bytes.slice(offset, offset + 100));
          expect(parts[i]?.buffer.byteLength).toBe(100);
        }
        expect(new Set(parts.map(({ buffer }) => buffer)).size).toBe(60);
        parts[0]?.fill(0);
        expect(await source.read(0, 100)).toEqual(bytes.slice(0, 100));
      }),
    );

    test(
      "any set of ranges gives what slices of the whole give",
      withSource(async ({ source }) => {
        const range = fc
          .tuple(fc.nat(size), fc.nat(size))
          .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
        await fc.assert(
          fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 12 }), async (ranges) => {
            const parts = await Promise.all(
              ranges.map(([from, to]) => source.read(from, to - from)),
            );
            expect(parts).toEqual(ranges.map(([from, to]) => bytes.slice(from, to)));
          }),
          { numRuns: 50 },
        );
      }),
    );

    test(
      "has the abilities it is said to have",
      withSource(({ source }) => {
        expect({ hasSync: "readSync" in source, hasClose: "close" in source }).toEqual({
          hasSync,
          hasClose,
        });
      }),
    );

    test.runIf(hasSync)(
      "fills a buffer without waiting, and nothing beside it (needs readSync)",
      withSource(({ source }) => {
        const room = new Uint8Array(new SharedArrayBuffer(300)).fill(255);
        source.readSync?.(200, room.subarray(100, 200));
        expect([...room]).toEqual([
          ...Array(100).fill(255),
          ...bytes.slice(200, 300),
          ...Array(100).fill(255),
        ]);
      }),
    );

    test(
      "throws the reason of an abort before and during a read, and goes on with the others",
      withSource(async ({ source }) => {
        const reason = new Error("enough");
        await expect(source.read(0, 9, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
        const controller = new AbortController();
        const { signal } = controller;
        const ended = source.read(0, 500, { signal });
        const other = source.read(100, 500);
        const settled = Promise.allSettled([ended]);
        controller.abort(reason);
        // Where the bytes are in memory, the read was done before.
        const [{ status, ...outcome }] = await settled;
        if (status === "rejected") expect(outcome).toEqual({ reason });
        else expect(outcome).toEqual({ value: bytes.slice(0, 500) });
        expect(await other).toEqual(bytes.slice(100, 600));
        await expect(source.read(0, 9, { signal })).rejects.toBe(reason);
      }),
    );

    test.runIf(hasClose)(
      "finishes the reads under way when it is closed, and gives no more (needs close)",
      async () => {
        const { source } = await open(bytes);
        const reading = source.read(0, size);
        await source.close?.();
        await source.close?.();
        expect(await reading).toEqual(bytes);
        await expect(source.read(0, 1)).rejects.toMatchObject({ code: "IO", errno: "EBADF" });
        expect(() => source.readSync?.(0, new Uint8Array(1))).toThrow("is closed");
      },
    );

    test.runIf(canChange).for([
      ["shrinks", numbered(400)],
      ["grows", numbered(1400)],
      ["is emptied", new Uint8Array(0)],
      ["gets other bytes of the same number", numbered(1000).reverse()],
    ] as const)(
      "notices that what it reads %s (needs a source that can change)",
      ([, other], { expect }) =>
        withSource(async ({ source, change }) => {
          expect(await source.read(0, 10)).toEqual(bytes.slice(0, 10));
          await change?.(other);
          const refusal = { code: "DATA_CHANGED", path: source.name };
          await expect(source.read(0, 10)).rejects.toMatchObject(refusal);
          await expect(source.read(500, 500)).rejects.toMatchObject(refusal);
          const into = new Uint8Array(10);
          if (!hasSync) return;
          expect(() => source.readSync?.(0, into)).toThrow(expect.objectContaining(refusal));
        })(),
    );
  });
}
