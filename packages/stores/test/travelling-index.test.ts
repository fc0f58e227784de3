import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { classFolders, type DatasetSpec } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, faultyServer, sparseFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { type ArchiveIndex, ArchiveStore, type IndexInput } from "@imagenet-v2/stores";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { image, openAny, tarOf, topDirectory } from "./archives.ts";
import { namesOf } from "./folders.ts";

const [a, b] = ["7/a.jpeg", "8/b.jpeg"].map((name, i) =>
  image(name, { body: new Uint8Array(700 + i).fill(i + 1) }),
) as [ReturnType<typeof image>, ReturnType<typeof image>];
const path = await tarOf([a, b, { name: "__MACOSX/x", body: new Uint8Array(3) }]);
const bytes = readFileSync(path);

async function indexOf(archive: string): Promise<ArchiveIndex> {
  const store = await openAny(archive);
  const index = await store.index();
  await store.close();
  return index;
}

const index = await indexOf(path);
const text = JSON.stringify(index);

/** An index of other facts, whose checksum is right. */
function altered(facts: object): ArchiveIndex {
  const { checksum: _, ...all } = { ...index, ...facts };
  const checksum = createHash("sha256").update(JSON.stringify(all)).digest("hex");
  return { ...all, checksum } as ArchiveIndex;
}

const open = (given: IndexInput, archive: Blob | string = new Blob([bytes])) =>
  ArchiveStore.open(archive, { partial: true, index: given, dataDir: temporaryFolder() });

describe("the index of an archive that travels", () => {
  test("needs a list of the classes where folders name them: one may have no image", async () => {
    const names = ["ant/1.jpeg", "bee", "cow/2.jpeg"];
    const pets = await tarOf(
      names.map((name) =>
        name === "bee" ? { name: "pets/bee/" } : { name: `pets/${name}`, body: new Uint8Array(9) },
      ),
    );
    const labels = async (spec: DatasetSpec, given?: IndexInput) => {
      const options = { index: given, spec, partial: true, dataDir: temporaryFolder() };
      const store = await ArchiveStore.open(pets, options);
      const { notes } = store.info;
      return { labels: [store.label(0), store.label(1)], notes, index: await store.index() };
    };
    const byFolders = await labels(classFolders());
    expect(byFolders.labels).toEqual([0, 2]);
    await expect(labels(classFolders(), byFolders.index)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("the labels need a list of the classes"),
    });
    const listed = await labels(classFolders(["ant", "bee", "cow"]));
    expect(await labels(classFolders(["ant", "bee", "cow"]), listed.index)).toMatchObject({
      labels: [0, 2],
      notes: listed.notes,
    });
  });

  test("is plain JSON, and opens the archive as its headers do", async () => {
    const headers = await openAny(path);
    for (const given of [index, JSON.parse(text) as ArchiveIndex]) {
      const store = await open(given, path);
      expect(namesOf(store)).toEqual(namesOf(headers));
      expect(store.info).toEqual(headers.info);
      expect(store.info.notes).toEqual([expect.stringContaining("__MACOSX")]);
      expect([...store.archiveOrder()]).toEqual([...headers.archiveOrder()]);
      for (const i of [0, 1]) expect(await store.read(i)).toEqual(await headers.read(i));
      expect(await store.index()).toEqual(index);
      await store.close();
    }
    await headers.close();
  });

  test("is read from a path, a file: URL, an http URL, a Blob", async () => {
    const file = join(temporaryFolder(), "index.json");
    writeFileSync(file, text);
    const server = await faultyServer(Buffer.from(text));
    const urls = [`${server.url}/index.json`, new URL(`${server.url}/index.json?token=x`)];
    for (const given of [file, pathToFileURL(file), ...urls, new Blob([text])]) {
      expect(namesOf(await open(given))).toHaveLength(2);
    }
  });

  test("tells of a whole variant in a tenth of what its names take, and says that it is complete", async () => {
    const names = fileNames("topimages");
    const archive = join(temporaryFolder(), "top.tar");
    const jpeg = () => new Uint8Array(1);
    await archiveOf(archive, names, { topDirectory: "imagenetv2-top-images-format-val", jpeg });
    const whole = await indexOf(archive);
    expect(JSON.stringify(whole).length).toBeLessThan(100_000);
    expect(JSON.stringify(whole)).not.toContain(".jpeg");
    const store = await ArchiveStore.open(new Blob([readFileSync(archive)]), { index: whole });
    expect(new Set(namesOf(store))).toEqual(new Set(names));
    expect(store.info).toMatchObject({ variant: "topimages", provenance: "complete" });
    expect(store.shardLengths).toEqual(Array(16).fill(625));
    await expect(store.read(4321)).resolves.toHaveLength(1);
  });

  test("of a gzip file is that of the plain tar in it, with its checksum", async () => {
    const packed = join(temporaryFolder(), "packed.tar.gz");
    writeFileSync(packed, gzipSync(bytes));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const { checksum: _, ...facts } = await indexOf(packed);
    const { checksum: __, ...plain } = index;
    expect(facts).toEqual({ ...plain, sha256 });
    // Known of both, it is compared.
    await expect(open(await indexOf(packed), path)).resolves.toMatchObject({ length: 2 });
  });
});

describe("an index of another archive is refused:", () => {
  test("one of another size", async () => {
    const other = await indexOf(
      await tarOf([a, b, image("9/c.jpeg", { body: new Uint8Array(20_000) })]),
    );
    await expect(open(other)).rejects.toMatchObject({
      ...{ code: "SIZE_MISMATCH", path: "blob", expected: other.bytes, actual: bytes.length },
      hint: expect.stringContaining("`ArchiveStore.index()`"),
    });
  });

  test.for([
    ["the same names in another order", [image("8/b.jpeg", { body: b.body }), a]],
    ["other names", [image("7/c.jpeg", { body: a.body }), b]],
    ["other sizes", [image("7/a.jpeg", { body: new Uint8Array(702) }), b]],
  ] as const)("one of the same size with %s, at the image", async ([, members]) => {
    const strange = { name: "__MACOSX/x", body: new Uint8Array(3) };
    const other = await tarOf([...members, strange]);
    expect(readFileSync(other)).toHaveLength(bytes.length);
    for (const archive of [other, new Blob([readFileSync(other)])]) {
      const store = await open(index, archive);
      const first = namesOf(store).indexOf("7/a.jpeg");
      const changed = expect.objectContaining({ code: "DATA_CHANGED" });
      await expect(store.read(first)).rejects.toEqual(changed);
      if (store.readSync !== undefined) expect(() => store.readSync?.(first)).toThrow(changed);
      await store.close();
    }
  });

  test("one with names too long for a header is held against sizes", async () => {
    const long = `${topDirectory}/7/${"x".repeat(150)}.jpeg`;
    const body = new Uint8Array(900).fill(3);
    const archive = await tarOf([{ name: "elsewhere", pax: { path: long }, body }]);
    const store = await open(await indexOf(archive), archive);
    expect(await store.read(0)).toEqual(new Uint8Array(900).fill(3));
    await store.close();
  });
});

describe("what is not a whole index is refused:", () => {
  test.for([
    ["nothing", ""],
    ["a web page", "<!doctype html>"],
    ["other JSON", "[1, 2]"],
    ["null", "null"],
    ["a results file", '{"format":"imagenet-v2 results"}'],
  ])("%s", async ([, other]) => {
    const refusal = { code: "INVALID_OPTION", option: "index" };
    await expect(open(new Blob([other as string]))).rejects.toMatchObject(refusal);
  });

  test.for([undefined, 7, [], {}, new Uint8Array(3)])("the value %s", async (value, { expect }) => {
    if (value === undefined) return;
    const refusal = { code: "INVALID_OPTION", option: "index" };
    await expect(open(value as never)).rejects.toMatchObject(refusal);
  });

  test("one of a later version", async () => {
    await expect(open(altered({ version: 2 }))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("version 2"),
    });
  });

  test("one that was cut, or changed in any place", async () => {
    const position = fc.nat(text.length - 1);
    await fc.assert(
      fc.asyncProperty(
        position,
        fc.constantFrom("0", "9", "x", '"', ",", ""),
        async (at, letter) => {
          fc.pre(text[at] !== letter);
          const changed = text.slice(0, at) + letter + text.slice(at + 1);
          await expect(open(new Blob([changed]))).rejects.toMatchObject({
            code: expect.stringMatching(/^(INVALID_OPTION|UNSUPPORTED|CORRUPT_DATA)$/),
          });
        },
      ),
    );
  });

  test.for([
    ["an image behind the end", { headers: [3, 1000] }],
    ["an image before the beginning", { headers: [-3, 3] }],
    ["no header before an image", { headers: [3, 0] }],
    ["a fraction", { headers: [3, 1.5] }],
    ["more names than sizes", { names: ["7/a.jpeg", "8/b.jpeg", "9/c.jpeg"] }],
    ["fewer headers than sizes", { headers: [3] }],
    ["a negative size", { sizes: [700, -1] }],
    ["a size beyond any image", { sizes: [700, 2 ** 40] }],
    ["a hidden file", { names: ["7/a.jpeg", "8/.b.jpeg"] }],
    ["a name that leads elsewhere", { names: ["7/a.jpeg", "../b.jpeg"] }],
    ["a position beyond the list", { names: { variant: "topimages", positions: [0, 10_000] } }],
    ["no such variant", { names: { variant: "best", positions: [0, 1] } }],
    ["a key nobody knows", { more: 1 }],
    ["a note of megabytes", { notes: ["x".repeat(2 ** 21)] }],
  ])("one with %s, whose checksum is right", async ([, facts]) => {
    await expect(open(altered(facts as object))).rejects.toMatchObject({ code: "CORRUPT_DATA" });
  });

  test.for([
    ["a class beyond the last", ["7/a.jpeg", "1000/b.jpeg"]],
    ["one name twice", ["7/a.jpeg", "7/a.jpeg"]],
    ["a control character", ["7/a.jpeg", "8/\u001b[2J.jpeg"]],
  ])("one with %s, as in an archive", async ([, names]) => {
    await expect(open(altered({ names }))).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      message: expect.stringMatching(/^[ -~]*$/),
    });
  });

  test("one position twice", async () => {
    const names = { variant: "topimages", positions: [5, 5] };
    await expect(open(altered({ names }))).rejects.toMatchObject({ code: "UNEXPECTED_MEMBER" });
  });

  test("a file that is not there, a folder, one of gigabytes", async () => {
    const folder = temporaryFolder();
    const large = join(folder, "large.json");
    sparseFile(large, 2 ** 32);
    for (const [given, code] of [
      [join(folder, "none.json"), "NOT_FOUND"],
      [folder, "NOT_A_FILE"],
      [large, "FILE_TOO_LARGE"],
    ] as const) {
      await expect(open(given)).rejects.toMatchObject({ code });
    }
  });

  test("one of a server that does not have it, breaks off, or never ends its answer", async () => {
    const server = await faultyServer(Buffer.alloc(17 * 2 ** 20, "x"));
    await expect(open(server.url)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
    server.plan = () => ({ status: 404 });
    await expect(open(server.url)).rejects.toMatchObject({ code: "HTTP_STATUS", status: 404 });
    server.plan = () => ({ cutAfter: 100 });
    await expect(open(server.url)).rejects.toMatchObject({ code: "NETWORK" });
    server.plan = () => ({ stallAfter: 100 });
    const reason = new Error("enough");
    const signal = AbortSignal.any([AbortSignal.timeout(5000), abortSoon(reason)]);
    const opening = ArchiveStore.open(new Blob([bytes]), {
      partial: true,
      index: server.url,
      signal,
    });
    await expect(opening).rejects.toBe(reason);
    await expect(open("http://[")).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});

function abortSoon(reason: unknown): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  return controller.signal;
}
