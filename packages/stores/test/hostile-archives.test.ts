import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type TarMember, tarEntry, temporaryFolder } from "@imagenet-v2/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { image, namesIn, openAny, tarOf, topDirectory } from "./archives.ts";

const good = image("7/good.jpeg");
const body = new Uint8Array([1, 2, 3]);

describe("refuses an entry that no honest archive has:", () => {
  const cases: readonly (readonly [what: string, member: TarMember, entry?: string])[] = [
    ["a path that climbs out", { name: "../x.jpeg", body }],
    ["a path that climbs out further down", { name: `${topDirectory}/7/../../../x.jpeg`, body }],
    ["an absolute path", { name: "/etc/x.jpeg", body }],
    ["a drive", { name: "C:/x.jpeg", body }],
    ["a backslash", { name: `${topDirectory}\\7\\x.jpeg`, body }],
    ["an escape sequence", { name: `${topDirectory}/7/\u001b[2Jx.jpeg`, body }],
    ["an empty name", { name: "", body, pax: false }],
    [
      "300 bytes of name",
      image("7/x.jpeg", { pax: { path: `${topDirectory}/7/${"x".repeat(300)}` } }),
    ],
    [
      "a name that is not UTF-8",
      image("7/x.jpeg", { header: (block) => block.writeUInt8(0xe4, 45) }),
    ],
    [
      "a symbolic link",
      image("7/x.jpeg", { typeflag: "2", linkname: "/etc/passwd", body: undefined }),
    ],
    ["a hard link", image("7/x.jpeg", { typeflag: "1", linkname: "y.jpeg", body: undefined })],
    ["a character device", image("7/x.jpeg", { typeflag: "3", body: undefined })],
    ["a fifo", image("7/x.jpeg", { typeflag: "6", body: undefined })],
    ["a sparse file", image("7/x.jpeg", { typeflag: "S" })],
    ["a sparse file in pax", image("7/x.jpeg", { pax: { "GNU.sparse.major": "1" } })],
    ["a type nobody knows", image("7/x.jpeg", { typeflag: "Z" })],
    ["a link path in pax", image("7/x.jpeg", { pax: { linkpath: "/etc/passwd" } })],
    ["another name in pax", image("7/x.jpeg", { pax: { path: `${topDirectory}/8/x.jpeg` } })],
    ["a name in pax that climbs out", image("7/x.jpeg", { pax: { path: "../../x.jpeg" } })],
    ["a NUL in a pax name", image("7/x.jpeg", { pax: { path: `${topDirectory}/7/x.jpeg\0` } })],
    ["another size in pax", image("7/x.jpeg", { pax: { size: "512" } })],
    ["a size in pax that is no number", image("7/x.jpeg", { pax: { size: "NaN" } })],
    [
      "one path for all entries",
      { name: "g", typeflag: "g", pax: false, body: Buffer.from("12 path=a/b\n") },
    ],
    [
      "a link for all entries",
      { name: "g", typeflag: "g", pax: false, body: Buffer.from("19 linkpath=/a/b/c\n") },
    ],
    [
      "a map of holes for all entries",
      { name: "g", typeflag: "g", pax: false, body: Buffer.from("22 GNU.sparse.major=1\n") },
    ],
    ["2^50 bytes", image("7/x.jpeg", { header: (block) => base256(block, 2n ** 50n) })],
    ["a negative size", image("7/x.jpeg", { header: (block) => base256(block, -1n) })],
    ["65 MiB for an image", image("7/x.jpeg", { size: 65 * 2 ** 20 })],
    [
      "8 GiB of pax header",
      { name: "x", typeflag: "x", pax: false, header: (block) => base256(block, 2n ** 33n) },
    ],
    ["a long name of 2 MiB", { name: "x", typeflag: "L", pax: false, size: 2 ** 21 }],
    ["a folder with a body", { name: `${topDirectory}/7/`, body }],
  ];
  test.for(cases)("%s", async ([, member]) => {
    const path = await tarOf([good, member]);
    await expect(openAny(path)).rejects.toMatchObject({
      code: "HOSTILE_ARCHIVE",
      path,
      entry: expect.any(String),
      message: expect.stringMatching(/^[ -~]*$/),
    });
  });

  const pax = (body: string): TarMember => ({
    ...{ name: "x", typeflag: "x", pax: false },
    body: Buffer.from(body),
  });
  const longName = (name: string): TarMember => ({
    ...{ name: "././@LongLink", typeflag: "L", pax: false },
    body: Buffer.from(`${name}\0`),
  });
  const path = (name: string) => pax(`${9 + name.length} path=${name}\n`);
  // Readers do not agree which of them counts.
  test.for([
    ["two pax headers, the first with a size", [pax("9 size=1\n"), pax("13 comment=a\n")]],
    ["two long names", [longName("p/7/a.jpeg"), longName("p/7/b.jpeg")]],
    ["a long name and another in pax", [longName("p/7/a.jpeg"), path("p/7/b.jpeg")]],
  ] as const)("%s", async ([, headers]) => {
    const file = await tarOf([good, ...headers, { name: "placeholder", body, pax: false }]);
    await expect(openAny(file)).rejects.toMatchObject({ code: "HOSTILE_ARCHIVE", path: file });
  });

  test("more entries than any archive has, before it has read ten million", async () => {
    const empty = tarEntry(image("7/x.jpeg", { body: undefined, pax: false }));
    const path = join(temporaryFolder(), "many.tar");
    // Folders may repeat, so that only their number is wrong.
    const folder = tarEntry({ name: `${topDirectory}/7/`, pax: false });
    writeFileSync(path, empty);
    for (let i = 0; i < 13; i++) appendFileSync(path, Buffer.concat(Array(2000).fill(folder)));
    await expect(openAny(path)).rejects.toMatchObject({ code: "HOSTILE_ARCHIVE" });
  });
});

/** Writes a size as GNU does where octal digits do not suffice: two's complement, highest bit set. */
function base256(block: Buffer, size: bigint): void {
  block.fill(size < 0n ? 0xff : 0, 124, 136);
  block.writeBigInt64BE(size, 128);
  block.writeUInt8((block[124] as number) | 0x80, 124);
}

describe("refuses a member that is not an image in its class folder:", () => {
  const cases: readonly (readonly [what: string, name: string, says: RegExp])[] = [
    ["a folder named by a WordNet id", "n01440764/x.jpeg", /WordNet id/],
    ["a class beyond the last", "1000/x.jpeg", /in no class folder/],
    ["a sign", "+7/x.jpeg", /in no class folder/],
    ["digits of another script", "٧/x.jpeg", /in no class folder/],
    ["no class folder", "x.jpeg", /in no class folder/],
    ["a folder in a class folder", "7/8/x.jpeg", /too deep/],
    ["a file that is no JPEG by its name", "7/x.txt", /not named as an image/],
    ["the same name again", "7/good.jpeg", /there twice/],
    ["the same name in capitals", "7/GOOD.jpeg", /there twice/],
  ];
  test.for(cases)("%s", async ([, name, says]) => {
    const path = await tarOf([good, image(name)]);
    await expect(openAny(path)).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      path,
      entry: `${topDirectory}/${name}`,
      message: expect.stringMatching(says),
    });
  });

  test("a second top folder", async () => {
    const path = await tarOf([good, { name: "other/7/x.jpeg", body }]);
    await expect(openAny(path)).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      entry: "other/7/x.jpeg",
    });
  });

  test("a file in no folder at all", async () => {
    const path = await tarOf([{ name: "x.jpeg", body }]);
    await expect(openAny(path)).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      message: expect.stringContaining("lies in no folder"),
    });
  });
});

describe("passes over", () => {
  test.for([
    ["AppleDouble twins", image("7/._good.jpeg")],
    ["a .DS_Store", image("7/.DS_Store")],
    ["an editor's backup", image("7/good.jpeg~")],
    ["what lies in a hidden folder", { name: ".git/config", body }],
    ["an entry for the root", { name: "./" }],
    [
      "a global comment",
      { name: "g", typeflag: "g", pax: false, body: Buffer.from("13 comment=a\n") } as TarMember,
    ],
  ] as const)("%s, as TFDS does", async ([, member]) => {
    expect(await namesIn(await tarOf([member, good]))).toEqual(["7/good.jpeg"]);
  });
});

describe("understands", () => {
  test("a leading ./ and a v7 folder", async () => {
    const folder: TarMember = {
      name: `./${topDirectory}/7/`,
      typeflag: "0",
      header: (block) => block.fill(0, 257),
      pax: false,
    };
    expect(await namesIn(await tarOf([folder, { ...good, name: `./${good.name}` }]))).toEqual([
      "7/good.jpeg",
    ]);
  });

  test("a placeholder in the header where the name is in pax, as tar-stream writes it", async () => {
    const path = `${topDirectory}/7/${"a".repeat(40)}.jpeg`;
    const names = await namesIn(await tarOf([{ name: "PaxHeader", body, pax: { path } }]));
    expect(names).toEqual([`7/${"a".repeat(40)}.jpeg`]);
  });

  test("names too long for ustar: a prefix, a pax path, a GNU long name", async () => {
    const top = "t".repeat(120);
    const prefix = { name: `${top}/7/a.jpeg`, body };
    const short = `${top}/7/`.slice(0, 100);
    const pax = { name: short, body, pax: { path: `${top}/7/b.jpeg` }, typeflag: "0" };
    const long = {
      name: "././@LongLink",
      typeflag: "L",
      pax: false,
      body: Buffer.from(`${top}/7/c.jpeg\0`),
    } as const;
    const gnu = { name: short, body, pax: false, typeflag: "0" } as const;
    expect((await namesIn(await tarOf([prefix, pax, long, gnu]))).sort()).toEqual([
      "7/a.jpeg",
      "7/b.jpeg",
      "7/c.jpeg",
    ]);
  });
});

describe("says where an archive is cut or damaged:", () => {
  const entry = tarEntry(good).length;
  test.for([
    ["in a header", { truncateTo: 2 * entry - 800 }, /middle of a header/],
    ["in a body", { truncateTo: 2 * entry - 510 }, /inside the entry/],
    ["in the padding of a body", { truncateTo: 2 * entry - 1, endBlocks: 0 }, /behind a body/],
    ["within its end blocks", { truncateTo: 2 * entry + 100 }, /middle of a header/],
  ] as const)("%s", async ([, options, says]) => {
    const path = await tarOf([good, image("7/x.jpeg")], options);
    await expect(openAny(path)).rejects.toMatchObject({
      code: "CORRUPT_ARCHIVE",
      path,
      offset: expect.any(Number),
      message: expect.stringMatching(says),
    });
  });

  test("a wrong header checksum, with its offset", async () => {
    const path = await tarOf([good, image("7/x.jpeg", { checksum: 1, pax: false })]);
    await expect(openAny(path)).rejects.toMatchObject({ code: "CORRUPT_ARCHIVE", offset: entry });
  });

  test("a wrong checksum of the very first header, which is a tar's all the same", async () => {
    const path = await tarOf([image("7/x.jpeg", { checksum: 1, pax: false })]);
    await expect(openAny(path)).rejects.toMatchObject({ code: "CORRUPT_ARCHIVE", offset: 0 });
  });

  test("a malformed pax header", async () => {
    const path = await tarOf([
      good,
      { name: "x", typeflag: "x", pax: false, body: Buffer.from("99 a=b\n") },
    ]);
    await expect(openAny(path)).rejects.toMatchObject({ code: "CORRUPT_ARCHIVE" });
  });

  test("a pax header for no entry", async () => {
    const path = await tarOf([
      good,
      { name: "x", typeflag: "x", pax: false, body: Buffer.from("6 a=b\n") },
    ]);
    await expect(openAny(path)).rejects.toMatchObject({ code: "CORRUPT_ARCHIVE" });
  });

  test("entries behind the end", async () => {
    const path = await tarOf([good]);
    appendFileSync(path, tarEntry(image("7/x.jpeg")));
    const offset = entry + 1024;
    await expect(openAny(path)).rejects.toMatchObject({ code: "CORRUPT_ARCHIVE", offset });
  });

  test("but zeros behind the end are padding", async () => {
    expect(await namesIn(await tarOf([good], { endBlocks: 20 }))).toEqual(["7/good.jpeg"]);
  });

  test.for([
    [0, "no end blocks"],
    [1, "one end block"],
  ] as const)("but %i end blocks are a note, as GNU tar and Python read on", async ([n, says]) => {
    const store = await openAny(await tarOf([good, image("8/x.jpeg")], { endBlocks: n }));
    expect(store.length).toBe(2);
    expect(store.info.notes).toEqual([expect.stringContaining(`The archive has ${says}`)]);
    await store.close();
  });

  test("and two are none", async () => {
    const store = await openAny(await tarOf([good]));
    expect(store.info.notes).toEqual([]);
    await store.close();
  });

  test("an archive that was cut between two images is incomplete, as any other", async () => {
    const path = await tarOf([good], { endBlocks: 0 });
    await expect(openAny(path, { partial: false })).rejects.toMatchObject({
      code: "INCOMPLETE_DATA",
    });
  });

  test("wherever it is cut, it is never taken for whole", async () => {
    const path = await tarOf([good, image("8/x.jpeg")]);
    const whole = readFileSync(path);
    // Behind the first image, behind the second, and with one end block; more zeros are no second one.
    const betweenBlocks = new Set([entry, 2 * entry, whole.length - 512]);
    const cut = fc.integer({ min: 0, max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(cut, async (length) => {
        truncateSync(path, 0);
        writeFileSync(path, whole.subarray(0, length));
        if (betweenBlocks.has(length) || length > whole.length - 512) {
          const store = await openAny(path);
          expect(store.info.notes).toEqual([expect.stringContaining("may have been cut")]);
          await store.close();
          return;
        }
        await expect(openAny(path)).rejects.toMatchObject({
          code: expect.stringMatching(/^(CORRUPT_ARCHIVE|NOT_AN_ARCHIVE)$/),
        });
      }),
      { numRuns: 60, examples: [...betweenBlocks].map((length) => [length]) },
    );
  });

  test("whatever bit of a header flips, it is noticed", async () => {
    const path = await tarOf([
      image("7/x.jpeg", { pax: false }),
      image("8/x.jpeg", { pax: false }),
    ]);
    const whole = readFileSync(path);
    const flip = fc.record({ block: fc.constantFrom(0, 2), byte: fc.nat(511), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(flip, async ({ block, byte, bit }) => {
        const flipped = Buffer.from(whole);
        const at = block * 512 + byte;
        const was = whole[at] as number;
        const is = was ^ (1 << bit);
        flipped[at] = is;
        // The checksum, in bytes 148 to 155, may begin with spaces for zeros, and end with NUL or space.
        fc.pre(byte < 148 || byte > 155 || (is !== 0x20 && was !== 0x20));
        writeFileSync(path, flipped);
        await expect(openAny(path)).rejects.toMatchObject({
          code: expect.stringMatching(/_ARCHIVE$/),
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe("says what a file is that is no tar:", () => {
  test.for([
    ["an empty file", "", "nothing (0 bytes)"],
    ["a zip", "PK\x03\x04rest", "a zip archive"],
    ["a login page", "<!DOCTYPE html><title>Sign in</title>", "an HTML page"],
    [
      "a Git LFS pointer",
      "version https://git-lfs.github.com/spec/v1\noid sha256:",
      "a Git LFS pointer",
    ],
    ["a download that was never written", "\0".repeat(4096), "a file that begins with zeros"],
    ["a gzip of something else", gzipSync("<html>no</html>"), "an HTML page"],
    ["a gzip of nothing", gzipSync(""), "nothing (0 bytes)"],
  ] as const)("%s", async ([, content, found]) => {
    const path = join(temporaryFolder(), "imagenetv2-matched-frequency.tar.gz");
    writeFileSync(path, content);
    await expect(openAny(path)).rejects.toMatchObject({ code: "NOT_AN_ARCHIVE", path, found });
  });

  test("a folder", async () => {
    await expect(openAny(temporaryFolder())).rejects.toMatchObject({ code: "NOT_AN_ARCHIVE" });
  });

  test("a file that is not there", async () => {
    const path = join(temporaryFolder(), "missing.tar.gz");
    await expect(openAny(path)).rejects.toMatchObject({ code: "NOT_FOUND", path });
  });
});
