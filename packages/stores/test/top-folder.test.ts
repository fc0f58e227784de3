import { dirname } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { image, namesIn, openAny, tarOf } from "./archives.ts";
import { folderOf, namesOf, openFolder } from "./folders.ts";

const body = new Uint8Array([1, 2, 3]);
const names = ["imagenetv2 2", "x (1)", "données", ".data", "007", "n01440764", "@eaDir", "a~"];

/** Names that a file system takes. */
const anyName = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
  .filter((name) => !/[/\0]/.test(name) && name !== "." && name !== "..")
  .filter((name) => Buffer.byteLength(name) <= 200);

/** Names without what makes an entry of an archive hostile. */
const honestName = anyName.filter(
  (name) => !/[\p{Cc}\p{Bidi_Control}\\\uFFFD]|^[A-Za-z]:/u.test(name),
);

describe("the name of a folder of one's own decides nothing", () => {
  test.for(names)("%s", async (name) => {
    const store = await openFolder(folderOf(["7/a.jpeg", "8/b.jpeg"], name));
    expect(namesOf(store).sort()).toEqual(["7/a.jpeg", "8/b.jpeg"]);
    expect(store.info).toMatchObject({ topDirectory: name, notes: [] });
    expect(store.readSync(0)).toEqual(body);
  });

  test("whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(anyName, async (name) => {
        expect(namesOf(await openFolder(folderOf(["7/a.jpeg"], name)))).toEqual(["7/a.jpeg"]);
      }),
      { numRuns: 60 },
    );
  });

  test("and where an archive was unpacked into it, it is found by what is in it", async () => {
    for (const name of ["imagenetv2 2", ".data"]) {
      const store = await openFolder(dirname(folderOf(["7/a.jpeg"], name)));
      expect(namesOf(store)).toEqual(["7/a.jpeg"]);
    }
  });
});

describe("the top folder of an archive may have any honest name", () => {
  test.for(names)("%s", async (name) => {
    const path = await tarOf([{ name: `${name}/` }, { name: `${name}/7/a.jpeg`, body }]);
    const store = await openAny(path);
    expect(namesOf(store)).toEqual(["7/a.jpeg"]);
    expect(store.info.topDirectory).toBe(name);
    await store.close();
  });

  test("whatever it is, and wherever a path says that it stays where it is", async () => {
    const dots = fc.array(fc.constantFrom("", "."), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(honestName, dots, dots, async (top, before, between) => {
        // Not before the top folder: what begins with a slash is an absolute path.
        const start = before.filter((dot) => dot !== "");
        const name = [...start, top, ...between, "7", ...before, "a.jpeg"].join("/");
        expect(await namesIn(await tarOf([{ name, body }]))).toEqual(["7/a.jpeg"]);
      }),
      { numRuns: 60 },
    );
  });

  test("with ./ in the middle, in folders too", async () => {
    const path = await tarOf([
      { name: "top/./" },
      { name: "top/./1/" },
      { name: "top/./1/a.jpeg", body },
      { name: "top//1/./b.jpeg", body },
    ]);
    expect((await namesIn(path)).sort()).toEqual(["1/a.jpeg", "1/b.jpeg"]);
  });

  test("a hidden folder beside it is passed over, whichever comes first", async () => {
    const hidden = { name: ".git/7/x.jpeg", body };
    const good = image("7/good.jpeg");
    expect(await namesIn(await tarOf([hidden, good]))).toEqual(["7/good.jpeg"]);
    expect(await namesIn(await tarOf([good, hidden]))).toEqual(["7/good.jpeg"]);
  });
});

describe("a hostile member is refused under any top folder", () => {
  test("that leads out of it, whatever is around", async () => {
    const parts = fc.array(fc.oneof(honestName, fc.constant(".")), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(parts, parts, async (before, after) => {
        const name = [...before, "..", ...after, "7", "a.jpeg"].join("/");
        await expect(openAny(await tarOf([{ name, body }]))).rejects.toMatchObject({
          code: "HOSTILE_ARCHIVE",
        });
      }),
      { numRuns: 60 },
    );
  });

  test.for([
    ["a backslash", "a\\b/7/a.jpeg"],
    ["a control character", "a\u001b[2J/7/a.jpeg"],
    ["a change of writing direction", "a\u202egepj/7/a.jpeg"],
    ["an absolute path", "/données/7/a.jpeg"],
    ["a path that is only a dot", "."],
  ] as const)("%s", async ([, name]) => {
    const path = await tarOf([image("7/good.jpeg"), { name, body }]);
    await expect(openAny(path)).rejects.toMatchObject({ code: "HOSTILE_ARCHIVE" });
  });

  test("two names for one image, also where one of them has a ./ in it", async () => {
    const path = await tarOf([{ name: "top/./7/a.jpeg", body, pax: { path: "top/8/b.jpeg" } }]);
    await expect(openAny(path)).rejects.toMatchObject({ code: "HOSTILE_ARCHIVE" });
  });
});
