import {
  existsSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import {
  archiveOf,
  type Fault,
  faultyServer,
  temporaryFolder,
  threeImages,
  threeNames,
} from "@imagenet-v2/fixtures";
import { type ByteSource, blobSource, httpSource, memorySource } from "@imagenet-v2/storage";
import { type ArchiveInput, ArchiveStore, openPath, openStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { image, openAny, tarOf, topDirectory } from "./archives.ts";
import { descriptionOf, testStore } from "./store-conformance.ts";

const partial = { partial: true };
const path = join(temporaryFolder(), "three.tar");
await archiveOf(path, Object.keys(threeImages), {
  topDirectory,
  jpeg: (name) => threeImages[name] as Uint8Array,
});
const bytes = readFileSync(path);
const store = await openAny(path);
const index = await store.index();
await store.close();

/** A source without abilities, as one of the caller's own may be. */
const plain = (read: ByteSource["read"], size = bytes.length): ByteSource => ({
  name: "shop:three.tar",
  size,
  read,
});
const right: ByteSource["read"] = async (offset, length) =>
  new Uint8Array(bytes.subarray(offset, offset + length));

testStore("an archive by its path", () => openAny(path));
testStore("an archive by its path, with an index", () => openAny(path, { index }));
testStore("an archive in memory", () => ArchiveStore.open(memorySource(bytes), partial), {
  hasDescription: false,
});
testStore("an archive in a Blob", () => ArchiveStore.open(new Blob([bytes]), partial), {
  hasSync: false,
});
testStore(
  "a Blob with an index",
  () => ArchiveStore.open(new Blob([bytes]), { ...partial, index }),
  {
    hasSync: false,
  },
);
// Node does not send a Blob of a file to threads; browsers do.
testStore(
  "a Blob of a file on the disk",
  async () => ArchiveStore.open(await openAsBlob(path), partial),
  { hasSync: false, hasDescription: false },
);
testStore("a source of one's own", () => ArchiveStore.open(plain(right), partial), {
  hasSync: false,
  hasDescription: false,
});
const server = await faultyServer(bytes);
testStore(
  "an archive behind a URL",
  () => ArchiveStore.open(`${server.url}/three.tar?token=secret`, { ...partial, index }),
  { hasSync: false },
);

test("every source tells the same of an archive, but for its name", async () => {
  const file = new File([bytes], "chosen.tar", { lastModified: 1 });
  const named: readonly (readonly [string, ArchiveInput])[] = [
    [path, path],
    [path, pathToFileURL(path)],
    ["chosen.tar", file],
    ["memory", memorySource(bytes)],
    ["shop:three.tar", plain(right)],
    [`${server.url}/three.tar`, new URL(`${server.url}/three.tar?token=secret`)],
  ];
  const infos = [];
  for (const [name, archive] of named) {
    const isWeb = name.startsWith("http");
    const opened = await openPath(archive, { ...partial, ...(isWeb ? { index } : {}) });
    expect(opened.info.path).toBe(name);
    infos.push({ ...opened.info, path: "" });
    await opened.close();
  }
  expect(new Set(infos.map((info) => JSON.stringify(info))).size).toBe(1);
  expect(infos[0]).toMatchObject({ kind: "archive", provenance: "partial", bytes: bytes.length });
});

test("a Blob is read once from front to back, and tells how far", async () => {
  const size = 40 * 2 ** 20;
  const large = [0, 1].map((i) => image(`7/${i}.jpeg`, { body: new Uint8Array(size / 2) }));
  const blob = await openAsBlob(await tarOf(large));
  const reads: number[][] = [];
  const { read } = blobSource(blob);
  const source = plain((...range) => {
    reads.push(range.slice(0, 2) as number[]);
    return read.apply(blobSource(blob), range);
  }, blob.size);
  const told: number[] = [];
  await ArchiveStore.open(source, { ...partial, onProgress: ({ bytes }) => told.push(bytes) });
  const ends = reads.map(([offset = 0, length = 0]) => offset + length);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  expect(reads.length).toBeLessThan(6);
  expect(told.at(-1)).toBe(blob.size);
});

test("what lies across two pieces of a Blob is seen whole: headers, their bodies, the padding", async () => {
  const piece = 16 * 2 ** 20;
  const others = [
    image("8/long.jpeg", { pax: { comment: "x".repeat(3000) } }),
    image("9/last.jpeg", { body: new Uint8Array(700).fill(9) }),
  ];
  for (let before = 0; before <= 8192; before += 2048) {
    const first = image("7/first.jpeg", { body: new Uint8Array(piece - before).fill(7) });
    const tar = await tarOf([first, ...others], { endBlocks: 5000 });
    const [inBlob, onDisk] = [
      await ArchiveStore.open(await openAsBlob(tar), partial),
      await openAny(tar),
    ];
    const seen = async (opened: ArchiveStore) =>
      Promise.all(
        Array.from({ length: opened.length }, async (_, i) => [
          opened.fileName(i),
          Buffer.compare(await opened.read(i), Buffer.alloc(opened.byteLength(i), opened.label(i))),
          opened.byteLength(i),
        ]),
      );
    const expected = await seen(onDisk);
    expect(expected).toHaveLength(3);
    expect(await seen(inBlob)).toEqual(expected);
    await onDisk.close();
    rmSync(tar);
  }
});

describe("refuses", () => {
  test("an archive behind a URL without an index, and says how to get one", async () => {
    await expect(ArchiveStore.open(`${server.url}/three.tar?token=secret`)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringMatching(/^http:[^?]*three\.tar: .* only be read with its index/),
      hint: expect.stringMatching(/`ArchiveStore\.index\(\)`.*download/),
    });
  });

  test("gzip data that is not a file on this machine, unless its index is that of what is in it", async () => {
    const packed = new Blob([gzipSync(bytes)]);
    await expect(ArchiveStore.open(packed, partial)).rejects.toMatchObject({ code: "UNSUPPORTED" });
    await expect(ArchiveStore.open(packed, { ...partial, index })).rejects.toMatchObject({
      code: "SIZE_MISMATCH",
    });
  });

  test.for([
    ["an empty Blob", new Blob([])],
    ["a Blob of something else", new Blob(["<!doctype html><title>Sorry</title>"])],
    ["an empty source", memorySource(new Uint8Array())],
  ])("%s", async ([, archive]) => {
    const refusal = { code: "NOT_AN_ARCHIVE" };
    await expect(ArchiveStore.open(archive as Blob, partial)).rejects.toMatchObject(refusal);
  });

  test.for([undefined, null, 7, {}, new Uint8Array(3), { name: "a", size: -1, read() {} }])(
    "%s",
    async (archive) => {
      const refusal = { code: "INVALID_OPTION", option: "archive" };
      await expect(ArchiveStore.open(archive as never)).rejects.toMatchObject(refusal);
    },
  );

  test.for([new URL("ftp://localhost/a.tar"), "http://[", "https://"])(
    "the URL %s",
    async (url) => {
      const refusal = { code: "INVALID_OPTION", option: "archive" };
      for (const options of [{}, { index }]) {
        await expect(ArchiveStore.open(url, options)).rejects.toMatchObject(refusal);
      }
    },
  );

  test("a cut archive in a Blob, as it does in a file", async () => {
    const cut = new Blob([bytes.subarray(0, 5000)]);
    await expect(ArchiveStore.open(cut, partial)).rejects.toMatchObject({
      code: "CORRUPT_ARCHIVE",
      path: "blob",
    });
  });
});

describe("a source of one's own that", () => {
  const open = (read: ByteSource["read"]) => ArchiveStore.open(plain(read), partial);

  test.for([
    ["gives too few bytes", async (offset, length) => right(offset, length - 1)],
    ["gives too many bytes", async (offset, length) => right(offset - 1, length + 1)],
    ["gives nothing", async () => undefined],
    ["gives a text", async () => "bytes"],
  ] as const satisfies readonly (readonly [string, (...range: [number, number]) => unknown])[])(
    "%s is caught, at its opening and at an image",
    async ([, wrong]) => {
      const caught = { code: "DATA_CHANGED", path: "shop:three.tar" };
      await expect(open(wrong as never)).rejects.toMatchObject(caught);
      let read: ByteSource["read"] = right;
      const opened = await open((...range) => read(...range));
      read = wrong as never;
      await expect(opened.read(0)).rejects.toMatchObject(caught);
    },
  );

  test("throws something of its own is told with the source's name", async () => {
    const cause = Object.assign(new Error("no such bucket"), { code: "NoSuchBucket" });
    await expect(open(() => Promise.reject(cause))).rejects.toMatchObject({
      ...{ code: "IO", path: "shop:three.tar", errno: "NoSuchBucket", cause },
    });
  });

  test("gives a piece of a larger buffer gives its images in buffers of their own", async () => {
    const opened = await open(
      async (offset, length) => bytes.subarray(offset, offset + length) as never,
    );
    const jpeg = await opened.read(0);
    expect(jpeg.buffer.byteLength).toBe(jpeg.length);
    expect(jpeg).toEqual(threeImages[threeNames[0]]);
  });

  test("is not closed with the store", async () => {
    let closed = false;
    const close = async () => {
      closed = true;
    };
    const opened = await ArchiveStore.open({ ...plain(right), close }, partial);
    await opened.close();
    expect(closed).toBe(false);
  });

  test("never answers is left at an abort, whichever read it is", async () => {
    const reason = new Error("enough");
    const most = await (async () => {
      let count = 0;
      await open((...range) => {
        count++;
        return right(...range);
      });
      return count;
    })();
    expect(most).toBeGreaterThan(1);
    for (let hung = 0; hung < most; hung++) {
      const controller = new AbortController();
      let count = 0;
      const source = plain((...range) => {
        if (count++ < hung) return right(...range);
        setTimeout(() => controller.abort(reason), 1);
        return new Promise(() => {});
      });
      const opening = ArchiveStore.open(source, { ...partial, signal: controller.signal });
      await expect(opening).rejects.toBe(reason);
    }
  });
});

describe("an archive that changes while it is open:", () => {
  test("a Blob whose file was written to, or cut", async () => {
    const copy = join(temporaryFolder(), "copy.tar");
    for (const change of [
      () => writeFileSync(copy, Buffer.from(bytes).reverse()),
      () => truncateSync(copy, 2000),
    ]) {
      writeFileSync(copy, bytes);
      const opened = await ArchiveStore.open(await openAsBlob(copy), partial);
      expect(await opened.read(0)).toHaveLength(1600);
      await new Promise((resolve) => setTimeout(resolve, 20));
      change();
      await expect(opened.read(0)).rejects.toMatchObject({ code: "DATA_CHANGED" });
    }
  });

  test("a file behind a URL, also between a store and its description", async () => {
    const changing = await faultyServer(bytes);
    const opened = await ArchiveStore.open(changing.url, { ...partial, index });
    const description = descriptionOf(opened);
    expect(await opened.read(0)).toHaveLength(1600);
    changing.plan = () => ({ content: Buffer.from(bytes).reverse(), headers: { etag: '"other"' } });
    const changed = { code: "DATA_CHANGED" };
    await expect(opened.read(0)).rejects.toMatchObject(changed);
    await expect(openStore(description)).rejects.toMatchObject(changed);
  });
});

describe("a server that", () => {
  const open = async (fault: Fault, from: number) => {
    const faulty = await faultyServer(bytes, (_, number) => (number < from ? undefined : fault));
    return ArchiveStore.open(`${faulty.url}/a.tar`, { ...partial, index });
  };

  test.for([
    ["ignores Range", { ignoreRange: true, ignoreIfRange: true }, "NETWORK"],
    [
      "answers with another range",
      { headers: { "content-range": "bytes 5-9/99999" } },
      /NETWORK|DATA_CHANGED/,
    ],
    ["answers 416", { status: 416 }, "HTTP_STATUS"],
    ["answers 404", { status: 404 }, "HTTP_STATUS"],
    ["cuts its answers", { cutAfter: 0 }, "NETWORK"],
    ["redirects in a circle", { status: 302, headers: { location: "/again" } }, "NETWORK"],
  ] as const)("%s is refused, at the opening and at an image", async ([, fault, code]) => {
    const refusal = { code: expect.stringMatching(code) };
    await expect(open(fault, 0)).rejects.toMatchObject(refusal);
    const opened = await open(fault, 1);
    await expect(opened.read(0)).rejects.toMatchObject(refusal);
  });

  test("redirects to the archive is followed", async () => {
    const moved = await faultyServer(bytes, ({ url }) =>
      url === "/new.tar" ? undefined : { status: 302, headers: { location: "/new.tar" } },
    );
    const opened = await ArchiveStore.open(`${moved.url}/old.tar`, { ...partial, index });
    expect(await opened.read(0)).toEqual(threeImages[threeNames[0]]);
  });

  test("never answers is left at an abort, at the opening and at an image", async () => {
    const reason = new Error("enough");
    for (const hung of [0, 1]) {
      const controller = new AbortController();
      const { signal } = controller;
      const silent = await faultyServer(bytes, (_, number) => {
        if (number < hung) return undefined;
        setTimeout(() => controller.abort(reason), 1);
        return { hang: true };
      });
      const reading = ArchiveStore.open(silent.url, { ...partial, index, signal }).then((opened) =>
        opened.read(0, { signal }),
      );
      await expect(reading).rejects.toBe(reason);
    }
  });

  test("wants a header is reached through a source of one's own", async () => {
    const guarded = await faultyServer(bytes, ({ headers }) =>
      headers.authorization === "Bearer x" ? undefined : { status: 401 },
    );
    const source = await httpSource(guarded.url, { headers: { authorization: "Bearer x" } });
    const opened = await ArchiveStore.open(source, { ...partial, index });
    expect(await opened.read(0)).toEqual(threeImages[threeNames[0]]);
  });

  test("is asked once for each image, and for neighbours together", async () => {
    const counted = await faultyServer(bytes);
    const opened = await ArchiveStore.open(counted.url, { ...partial, index });
    await opened.read(0);
    expect(counted.log).toHaveLength(2);
    expect(counted.log[1]?.sent).toBe(1600 + 512);
    await Promise.all([0, 1, 2].map((i) => opened.read(i)));
    expect(counted.log).toHaveLength(3);
  });
});

test.skipIf(process.platform !== "linux")(
  "a refused archive leaves no file open (needs Linux)",
  async () => {
    const isOpen = () =>
      readdirSync("/proc/self/fd").some((fd) => {
        const link = join("/proc/self/fd", fd);
        return existsSync(link) && readlinkSync(link) === path;
      });
    const opened = await openAny(path);
    expect(isOpen()).toBe(true);
    await opened.close();
    const other = { ...index, bytes: 7 };
    await expect(openAny(path, { index: other })).rejects.toMatchObject({ code: "CORRUPT_DATA" });
    const whole = openAny(path, { partial: false });
    await expect(whole).rejects.toMatchObject({ code: "INCOMPLETE_DATA" });
    expect(isOpen()).toBe(false);
  },
);
