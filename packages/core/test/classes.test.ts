import { createHash } from "node:crypto";
import { classes, findClass, searchClasses } from "@imagenet-v2/core";
import { describe, expect, test } from "vitest";

test("has TFDS's 1000 labels in TFDS's order", () => {
  const labels = classes.map(({ wnid }) => `${wnid}\n`).join("");
  expect(createHash("sha256").update(labels).digest("hex")).toBe(
    "70002b0ff5de60a3a17a82dbfcff291931f96225ddf941ad2e182fc39e183d15",
  );
  expect(classes.every(({ index }, i) => index === i)).toBe(true);
  expect(classes.map(({ wnid }) => wnid).sort()).toEqual(classes.map(({ wnid }) => wnid));
});

test("knows each class by WordNet's names and by CLIP's", () => {
  expect(classes[0]).toEqual({
    index: 0,
    wnid: "n01440764",
    name: "tench",
    lemmas: ["tench", "Tinca tinca"],
    clipName: "tench",
  });
  expect(classes[134]).toMatchObject({ name: "crane", clipName: "crane bird" });
  expect(classes[999]).toMatchObject({ wnid: "n15075141", name: "toilet tissue" });
  for (const { name, lemmas, clipName } of classes) {
    expect(lemmas[0]).toBe(name);
    for (const word of [...lemmas, clipName]) expect(word).toMatch(/^[A-Za-z][A-Za-z .'()/-]*$/);
  }
});

describe("findClass", () => {
  test.each([
    [0, 0],
    [999, 999],
    ["281", 281],
    ["n01443537", 1],
    ["N01443537", 1],
    ["goldfish", 1],
    ["Carassius auratus", 1],
    ["GREAT WHITE SHARK", 2],
    ["Cardigan Welsh corgi", 264],
    ["crane bird", 134],
  ])("takes %j", (query, index) => {
    expect(findClass(query)).toBe(classes[index]);
  });

  test.each([
    ["crane", [134, 517]],
    ["Maillot", [638, 639]],
    ["cardigan", [264, 474]],
    ["missile", [657, 744]],
    ["sunglasses", [836, 837]],
    ["panda", [387, 388]],
  ])("refuses %s, which several go by, and lists them", (query, indices) => {
    const wnids = indices.map((index) => `${index} ${classes[index]?.wnid}`);
    expect(() => findClass(query)).toThrow(
      expect.objectContaining({
        code: "UNKNOWN_CLASS",
        query,
        message: expect.stringMatching(new RegExp(`${wnids[0]} .*; ${wnids[1]} `)),
      }),
    );
  });

  test.each([
    ["goldfsh", 'Did you mean "goldfish"? That is 1 n01443537'],
    ["shark", "Close to it: 2 n01484850 (great white shark"],
    ["terrier", "and "],
    [1000, "An index is an integer from 0 to 999."],
    [-1, "An index is an integer from 0 to 999."],
    [1.5, "An index is an integer from 0 to 999."],
    ["007", "An index is an integer from 0 to 999."],
    ["", "An index is an integer from 0 to 999."],
    [Number.NaN, "An index is an integer from 0 to 999."],
    ["constructor", ""],
    ["n01440765", "n01440764"],
    ["zzzzzzzzzzzzzzzz", "A class is named by"],
  ])("refuses %j with a hint", (query, hint) => {
    expect(() => findClass(query)).toThrow(
      expect.objectContaining({ code: "UNKNOWN_CLASS", hint: expect.stringContaining(hint) }),
    );
  });

  test("says in short that it does not know an endless name", () => {
    expect(() => findClass("x".repeat(1_000_000))).toThrow(/^ImageNet has no class "x{100}…"\.$/);
  });

  test("takes each index and each WordNet id back", () => {
    for (const each of classes) {
      expect(findClass(each.index)).toBe(each);
      expect(findClass(each.wnid)).toBe(each);
    }
  });
});

describe("searchClasses", () => {
  test("finds a part of any lemma", () => {
    expect(searchClasses("Shark").map(({ index }) => index)).toEqual([2, 3, 4]);
    expect(searchClasses("carcharias").map(({ index }) => index)).toEqual([2]);
  });

  test("finds CLIP's names", () => {
    expect(searchClasses("crane bird").map(({ index }) => index)).toEqual([134]);
  });

  test("finds an index as a whole and a WordNet id by its beginning", () => {
    expect(searchClasses("35").map(({ index }) => index)).toEqual([35]);
    expect(searchClasses("n0144").map(({ index }) => index)).toEqual([0, 1]);
  });

  test("finds nothing for a word that nothing has, and all for none", () => {
    expect(searchClasses("unicorn")).toEqual([]);
    expect(searchClasses(" ")).toHaveLength(1000);
  });
});
