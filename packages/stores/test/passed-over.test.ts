import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { openStore, type Store, type StoreDescription } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { image, openAny, tarOf, topDirectory } from "./archives.ts";
import { folderOf, namesOf, openFolder } from "./folders.ts";

/** The same files in a folder and in an archive. */
const both: readonly (readonly [kind: string, open: (names: string[]) => Promise<Store>])[] = [
  ["folder", async (names) => openFolder(folderOf(names))],
  ["archive", async (names) => openAny(await tarOf(names.map((name) => image(name))))],
];

describe.for(both)("in this %s:", ([, open]) => {
  test.for([
    "Thumbs.db",
    "thumbs.db",
    "desktop.ini",
    "Icon\r",
    "README",
    "README.txt",
    "readme.md",
    "LICENSE",
    "@eaDir/a.jpeg/SYNOPHOTO_THUMB_M.jpg",
    "lost+found/17",
    "__MACOSX/7/a.jpeg",
  ])("%s beside images is passed over and counted", async (name) => {
    const store = await open(["7/a.jpeg", name, `7/${name}`]);
    expect(namesOf(store)).toEqual(["7/a.jpeg"]);
    const what = name.split("/")[0]?.replace("\r", "\\r");
    expect(store.info.notes).toEqual([
      `Ignored 2 entries that are not images: 7/${what}, ${what}.`,
    ]);
    await store.close();
  });

  test("a note names a few, and counts all", async () => {
    const store = await open([1, 2, 3, 4, 5, 6].flatMap((c) => [`${c}/a.jpeg`, `${c}/Thumbs.db`]));
    expect(store.length).toBe(6);
    expect(store.info.notes).toEqual([
      expect.stringMatching(/^Ignored 6 entries .*: 1\/Thumbs\.db, 2\/.*, 5\/Thumbs\.db, …\.$/),
    ]);
    await store.close();
  });

  test("notes are there again when the store is opened from its description", async () => {
    const store = await open(["7/a.jpeg", "7/Thumbs.db"]);
    const again = await openStore(store.describe?.() as StoreDescription);
    expect(again.info.notes).toEqual(store.info.notes);
    await Promise.all([store.close(), again.close()]);
  });

  test("hidden files and backups are passed over as TFDS does, without a word", async () => {
    const store = await open(["7/a.jpeg", "7/._a.jpeg", ".DS_Store", "7/a.jpeg~"]);
    expect(namesOf(store)).toEqual(["7/a.jpeg"]);
    expect(store.info.notes).toEqual([]);
    await store.close();
  });

  test("any other file is still refused by name", async () => {
    for (const name of ["7/a.png", "notes.txt", "7/README.png"]) {
      await expect(open(["7/a.jpeg", name])).rejects.toMatchObject({
        code: "UNEXPECTED_MEMBER",
        entry: expect.stringContaining(name),
      });
    }
  });

  test.for(["a.JPEG", "a.jpg", "a.JPG", "my photo (1).jpeg", "été.Jpg"])(
    "%s is an image",
    async (name) => {
      const store = await open([`7/${name}`]);
      expect(namesOf(store)).toEqual([`7/${name}`]);
      expect(store.readSync?.(0)).toEqual(new Uint8Array([1, 2, 3]));
      await store.close();
    },
  );

  test("0035 is class 35, and a note says so", async () => {
    const store = await open(["0035/a.jpeg", "0000/b.jpeg", "0123/c.jpeg"]);
    expect(namesOf(store).sort()).toEqual(["0/b.jpeg", "123/c.jpeg", "35/a.jpeg"]);
    expect([0, 1, 2].map((i) => store.label(i)).sort((a, b) => a - b)).toEqual([0, 35, 123]);
    for (const index of [0, 1, 2]) expect(store.readSync?.(index)).toEqual(await store.read(index));
    expect(store.info.notes).toEqual([
      "Zero-padded class folders were read as numbers: 0000 as class 0, 0035 as class 35, 0123 as class 123.",
    ]);
    await store.close();
  });

  test("one image under two spellings of its class is refused", async () => {
    await expect(open(["35/a.jpeg", "0035/a.jpeg"])).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      message: expect.stringContaining("is there twice"),
    });
  });

  test("a class folder beyond the last is refused, padded or not", async () => {
    for (const folder of ["1000", "01000", "+7", "7 "]) {
      await expect(open([`${folder}/a.jpeg`, "8/b.jpeg"])).rejects.toMatchObject({
        code: "UNEXPECTED_MEMBER",
      });
    }
  });

  test("folders named by WordNet ids are refused with what is true of them", async () => {
    await expect(open(["n01440764/a.jpeg"])).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      message: expect.stringContaining("lies in a folder named by a WordNet id"),
      hint: expect.stringMatching(
        /only folders named by class number, 0 to 999, are read: n01440764 is class 0\. .*classFolders/,
      ),
    });
  });
});

test("a whole variant in padded folders is that variant", async () => {
  const padded = (name: string) => image(name.replace(/^\d+/, (digits) => digits.padStart(4, "0")));
  const path = await tarOf(fileNames("topimages").map(padded), { fileName: "x.tar" });
  const store = await openAny(path, { variant: "topimages", partial: false });
  expect(store.info.provenance).toBe("complete");
  await store.close();
});

test("what is passed over is not looked at", async () => {
  const folder = folderOf(["7/a.jpeg"]);
  symlinkSync("nowhere", join(folder, "7", "Thumbs.db"));
  symlinkSync("lost+found", join(folder, "lost+found"));
  expect(namesOf(await openFolder(folder))).toEqual(["7/a.jpeg"]);
});

describe("archives that others made (../shared)", () => {
  test.for([
    ["dot-in-middle.tar", "1/a55198d91eb85d0dc705db5d59ce2f867bfb466c.jpeg", []],
    ["upper-ext.tar", "1/a55198d91eb85d0dc705db5d59ce2f867bfb466c.JPEG", []],
    ["gz-two-members.tar.gz", "1/a55198d91eb85d0dc705db5d59ce2f867bfb466c.jpeg", []],
    ["bgzip.tar.gz", "1/a55198d91eb85d0dc705db5d59ce2f867bfb466c.jpeg", []],
    [
      "one-end-block.tar",
      "1/a55198d91eb85d0dc705db5d59ce2f867bfb466c.jpeg",
      [expect.stringContaining("one end block")],
    ],
    [
      "no-end-blocks.tar",
      "1/a55198d91eb85d0dc705db5d59ce2f867bfb466c.jpeg",
      [expect.stringContaining("no end blocks")],
    ],
  ] as const)("%s is read", async ([file, name, notes], { skip }) => {
    const path = sharedFile(`cases/archives/${file}`);
    if (path === undefined) return skip("needs ../shared");
    const store = await openAny(path, { dataDir: temporaryFolder() });
    expect(namesOf(store)).toEqual([name]);
    expect(store.byteLength(0)).toBe(75_879);
    expect([...store.readSync(0).subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect(store.info).toMatchObject({ topDirectory, notes });
    await store.close();
  });
});
