import { openAsBlob } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { blobSource, memorySource, opfsSource } from "@imagenet-v2/storage";
import { describe, expect, test } from "vitest";
import { numbered, testByteSource } from "./byte-source-conformance.ts";

testByteSource("bytes in memory", async (bytes) => ({ source: memorySource(bytes) }), {
  canChange: false,
  hasSync: true,
  hasClose: false,
});

testByteSource("a Blob", async (bytes) => ({ source: blobSource(new Blob([bytes])) }), {
  canChange: false,
  hasSync: false,
  hasClose: false,
});

const folder = temporaryFolder();
let files = 0;

testByteSource(
  "a Blob of a file on the disk",
  async (bytes) => {
    const path = join(folder, `${files++}`);
    await writeFile(path, bytes);
    const source = blobSource(await openAsBlob(path));
    return { source, change: (other) => writeFile(path, other) };
  },
  { canChange: true, hasSync: false, hasClose: false },
);

describe("opfsSource", () => {
  const handle = { name: "a.tar", getFile: () => new Promise<File>(() => {}) };

  test("an abort ends its opening", async () => {
    const controller = new AbortController();
    const opening = opfsSource(handle, { signal: controller.signal });
    controller.abort("enough");
    await expect(opening).rejects.toBe("enough");
    await expect(opfsSource(handle, { signal: controller.signal })).rejects.toBe("enough");
  });

  test.for([undefined, "a.tar", {}])("refuses %s", async (value, { expect }) => {
    const refusal = { code: "INVALID_OPTION", option: "handle" };
    await expect(opfsSource(value as never)).rejects.toMatchObject(refusal);
  });
});

describe("memorySource", () => {
  test("is called memory, or as it is told", () => {
    expect(memorySource(new Uint8Array(1)).name).toBe("memory");
    expect(memorySource(new Uint8Array(1), { name: "a.tar" }).name).toBe("a.tar");
  });

  test("reads part of a larger buffer, and of a Buffer", async () => {
    const bytes = numbered(100);
    const part = memorySource(bytes.subarray(20, 60));
    expect(part.size).toBe(40);
    expect(await part.read(5, 10)).toEqual(bytes.slice(25, 35));
    const buffer = memorySource(Buffer.from(bytes));
    const read = await buffer.read(5, 10);
    expect(Object.getPrototypeOf(read)).toBe(Uint8Array.prototype);
    expect(read).toEqual(bytes.slice(5, 15));
  });

  test("notices that its buffer was sent away", async () => {
    const bytes = numbered(100);
    const source = memorySource(bytes);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: "DATA_CHANGED", path: "memory" });
  });

  test.for([undefined, "bytes", new ArrayBuffer(1), [1, 2]])("refuses %s", (value, { expect }) => {
    expect(() => memorySource(value as never)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "bytes" }),
    );
  });
});

describe("blobSource", () => {
  test("is called as its File is, and known by its size and time", () => {
    const file = new File([numbered(10)], "photos.tar", { lastModified: 1234 });
    expect(blobSource(file)).toMatchObject({ name: "photos.tar", size: 10, identity: "1234-10" });
    const blob = blobSource(new Blob([numbered(10)]));
    expect(blob).toMatchObject({ name: "blob", identity: undefined });
    expect(blobSource(file, { name: "other" }).name).toBe("other");
  });

  test.for([undefined, "blob", new Uint8Array(1), {}])("refuses %s", (value, { expect }) => {
    expect(() => blobSource(value as never)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "blob" }),
    );
  });

  test.for([
    ["NotReadableError", "DATA_CHANGED"],
    ["NotFoundError", "NOT_FOUND"],
    ["SecurityError", "IO"],
  ])("says of a browser's %s: %s", async ([name, code], { expect }) => {
    const blob = new Blob([numbered(10)]);
    const failing = { arrayBuffer: () => Promise.reject(new DOMException("no", name)) };
    Object.assign(blob, { slice: () => failing });
    await expect(blobSource(blob).read(0, 1)).rejects.toMatchObject({ code, path: "blob" });
  });

  test("never gives fewer bytes than asked for", async () => {
    const blob = new Blob([numbered(10)]);
    Object.assign(blob, { slice: () => new Blob([numbered(3)]) });
    await expect(blobSource(blob).read(0, 10)).rejects.toMatchObject({ code: "DATA_CHANGED" });
  });

  test("an abort ends the wait for a Blob that does not answer", async () => {
    const blob = new Blob([numbered(10)]);
    Object.assign(blob, { slice: () => ({ arrayBuffer: () => new Promise(() => {}) }) });
    const controller = new AbortController();
    const reading = blobSource(blob).read(0, 1, { signal: controller.signal });
    controller.abort("enough");
    await expect(reading).rejects.toBe("enough");
  });
});
