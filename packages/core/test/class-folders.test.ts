import { classes, classFolders, ImageNetV2Error, parseClassList } from "@imagenet-v2/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const path = "pets";

async function labelsIn(folders: readonly string[], list?: readonly (string | number)[]) {
  const fileNames = folders.map((folder) => `${folder}/a.jpg`);
  const spec = await classFolders(list).settle?.({ path, fileNames, folders });
  return fileNames.map((name) => spec?.labelOf(name));
}

async function refusal(work: () => Promise<unknown>): Promise<ImageNetV2Error> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ImageNetV2Error) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("folders of a list's classes", () => {
  test("named by class name get the position in the list", async () => {
    expect(await labelsIn(["dog", "cat"], ["cat", "dog"])).toEqual([1, 0]);
  });

  test("may have _ for a space, and other capitals", async () => {
    expect(await labelsIn(["Great_Dane"], ["pug", "great dane"])).toEqual([1]);
  });

  test("named by WordNet id get the position in the list, whatever ImageNet's is", async () => {
    expect(await labelsIn(["n01440764", "n01443537"], ["n01443537 goldfish", "n01440764"])).toEqual(
      [1, 0],
    );
  });

  test("named by number are positions in a list of names", async () => {
    expect(await labelsIn(["1", "0"], ["cat", "dog"])).toEqual([1, 0]);
  });

  test("named by ImageNet's numbers are found in a list of these", async () => {
    expect(await labelsIn(["207", "0207", "13"], [13, 207])).toEqual([1, 1, 0]);
  });

  test.for([
    ["a folder of none of them", ["cat", "cow"], ["cat", "dog"], '"cow" is none of the classes'],
    ["names and numbers mixed", ["cat", "1"], ["cat", "dog"], '"cat" is a name and "1" a number'],
    [
      "a folder that is two classes",
      ["1"],
      ["n00000001 1", "n00000002 0"],
      '"1" is one class by number and another by name',
    ],
    [
      "a name of two classes",
      ["crane"],
      ["n02012849", "n03126707"],
      '"crane" is the name of several classes: 0 (n02012849 crane), 1 (n03126707 crane)',
    ],
  ] as const)("are refused: %s", async ([, folders, list, message]) => {
    const error = await refusal(() => labelsIn(folders, list));
    expect(error).toMatchObject({ code: "UNEXPECTED_MEMBER", path });
    expect(error.message).toContain(message);
  });

  test("without images are noted", async () => {
    const spec = await classFolders(["cat", "dog", "cow"]).settle?.({
      path,
      fileNames: ["dog/a.jpg"],
      folders: ["dog", "cow"],
    });
    expect(spec?.notes).toEqual(["2 of 3 classes have no image: 0 (cat), 2 (cow)."]);
  });

  test("of any list get the label of their place in it", async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-m]{1,8}$/), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(names, fc.infiniteStream(fc.nat()), async (list, random) => {
        const folders = [...list].sort(() => ((random.next().value as number) % 2 ? 1 : -1));
        expect(await labelsIn(folders, list)).toEqual(folders.map((each) => list.indexOf(each)));
      }),
    );
  });
});

describe("folders without a list", () => {
  test("are the classes, sorted by name", async () => {
    expect(await labelsIn(["dog", "cat", "Zebra"])).toEqual([2, 1, 0]);
  });

  test("are numbers where all are, not ranks among sorted texts", async () => {
    expect(await labelsIn(["100", "2", "10", "0"])).toEqual([100, 2, 10, 0]);
  });

  test("named by ImageNet's ids have its names", async () => {
    const folders = ["n01443537", "n01440764"];
    const spec = await classFolders().settle?.({ path, fileNames: [], folders });
    expect(spec?.classes).toEqual([
      { index: 0, wnid: "n01440764", name: "tench" },
      { index: 1, wnid: "n01443537", name: "goldfish" },
    ]);
  });

  test.for([
    [["cat", "7"], '"7" is a number and "cat" a name'],
    [["n01440764", "tench"], '"n01440764" is a WordNet id and "tench" a name'],
    [["7", "07"], '"7" has the number of another folder'],
    [["1998", "2023"], '"2023" is one of 2, so its number is not a label'],
  ] as const)("named %j are refused", async ([folders, message]) => {
    const error = await refusal(() => labelsIn(folders));
    expect(error.code).toBe("UNEXPECTED_MEMBER");
    expect(error.message).toContain(message);
  });
});

describe("a list of classes", () => {
  test.for([
    [["cat", "dog", "cat"], 'Classes 0 and 2 of the list are both called "cat".'],
    [["n01440764", "n01440764 tench"], "Classes 0 and 1 of the list are both n01440764."],
    [["cat", " "], "A class of the list has no name."],
  ] as const)("%j is refused", ([list, message]) => {
    expect(() => classFolders(list)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message }),
    );
  });

  test("refuses a number that ImageNet does not have", () => {
    expect(() => classFolders([1000])).toThrow(expect.objectContaining({ code: "UNKNOWN_CLASS" }));
  });

  test("is read a class a line, or as JSON", () => {
    expect(parseClassList("\uFEFF# pets\ncat\r\n\n n01440764 tench\n207\n")).toEqual([
      "cat",
      "n01440764 tench",
      "207",
    ]);
    expect(parseClassList('["cat", 207]')).toEqual(["cat", 207]);
  });

  test.for(["", "# nothing\n", "[]", '["cat"', '[{"name": "cat"}]'])("refuses %j", (text) => {
    expect(() => parseClassList(text, "pets.txt")).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringContaining("pets.txt"),
      }),
    );
  });

  test("with all of ImageNet's ids has its two cranes", () => {
    const spec = classFolders(classes.map(({ wnid }) => wnid));
    expect(spec.classes.filter(({ name }) => name === "crane").map(({ index }) => index)).toEqual([
      134, 517,
    ]);
  });
});
