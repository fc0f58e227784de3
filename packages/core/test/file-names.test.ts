import { createHash } from "node:crypto";
import { variantNames } from "@imagenet-v2/core";
import { fileNames, fromLegacyName, toLegacyName, variantsOf } from "@imagenet-v2/core/file-names";
import { describe, expect, test } from "vitest";

const first = "35/25949dd0704552263197b05a8359771a4192ff45.jpeg";
/** In all three variants. */
const shared = "421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg";

function sha256OfLines(lines: readonly string[]): string {
  return createHash("sha256")
    .update(lines.map((line) => `${line}\n`).join(""))
    .digest("hex");
}

function labelOf(fileName: string): number {
  return Number(fileName.split("/")[0]);
}

function byClassThenName(a: string, b: string): number {
  return labelOf(a) - labelOf(b) || (a < b ? -1 : 1);
}

describe("fileNames", () => {
  test.each(variantNames)("of %s are ten of each class", (variant) => {
    const counts = Array<number>(1000).fill(0);
    for (const name of fileNames(variant)) {
      expect(name).toMatch(/^(0|[1-9]\d{0,2})\/[0-9a-f]{40}\.jpeg$/);
      counts[labelOf(name)] = (counts[labelOf(name)] ?? 0) + 1;
    }
    expect(counts).toEqual(Array(1000).fill(10));
  });

  test.each([
    ["matched-frequency", "634cda61072ba690f6a9933ed491dabc23062a5c0efc5242df04a657ba7c766d"],
    ["threshold-0.7", "bbcd28318c738fb26152c30ac9ed728ff1689ea02033277c43904c5cd3882ffd"],
    ["topimages", "6649291536b1af431ad5dd3c46e683c1e55681698eabed8676398c5b845b7133"],
  ])("of %s, by class and name, are the authors'", (variant, sha256) => {
    expect(sha256OfLines([...fileNames(variant)].sort(byClassThenName))).toBe(sha256);
  });

  test("are in the rows of the authors' lists", () => {
    expect(fileNames("matched-frequency").slice(0, 2)).toEqual([
      first,
      "639/d79d9f969c3935f201af60e7e7c4b9fcc2d3f876.jpeg",
    ]);
    expect(fileNames("threshold-0.7").slice(0, 2)).toEqual([
      "61/0328e6b72e2cec4cffa0e0f22451adb882e194d8.jpeg",
      "344/bb763aaa44fb14bbffd43a5917af9e84066e39ff.jpeg",
    ]);
    expect(fileNames("topimages").slice(0, 2)).toEqual([
      "987/e9b31557e912a3b0c2fdef3d4085d1862c5e2863.jpeg",
      "663/d7689d5c684228dc9fefb27584bdf2dcd0f682eb.jpeg",
    ]);
  });

  // The RepViT-Reproduction project unpacked the published archive, took the first name of every
  // class, and committed the list with its checksum.
  test("agree with what others found in the archive", () => {
    const names = [...fileNames("matched-frequency")].sort(byClassThenName);
    const firsts = names.filter((_, i) => i % 10 === 0);
    expect(
      sha256OfLines(
        firsts.map((name) => `data/imagenetv2/matched-frequency/${name}\t${labelOf(name)}`),
      ),
    ).toBe("d5532205d8f30099aa70ed9392078adcdbd305c47055930c66e704f7976c9d05");
  });

  test("take an alias, and refuse what is none", () => {
    expect(fileNames("top-images")).toBe(fileNames("topimages"));
    expect(() => fileNames("train")).toThrow(expect.objectContaining({ code: "UNKNOWN_VARIANT" }));
  });

  test("cannot be changed for the next caller", () => {
    expect(Object.isFrozen(fileNames("topimages"))).toBe(true);
  });
});

test("the variants share pictures", () => {
  const [mf, thr, top] = variantNames.map((variant) => new Set(fileNames(variant)));
  if (!mf || !thr || !top) throw new Error("three variants");
  const both = (a: Set<string>, b: Set<string>) => [...a].filter((name) => b.has(name));
  expect(both(mf, thr)).toHaveLength(3186);
  expect(both(mf, top)).toHaveLength(3070);
  expect(both(thr, top)).toHaveLength(4996);
  expect(both(mf, new Set(both(thr, top)))).toHaveLength(1935);
  const union = [...new Set([...mf, ...thr, ...top])];
  expect(union).toHaveLength(20_683);
  // No picture has two labels.
  expect(new Set(union.map((name) => name.split("/")[1])).size).toBe(20_683);
});

describe("variantsOf", () => {
  test.each([
    "dde80a359e37c0d6d94342b766e3760f74512dc7",
    "dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg",
    shared,
  ])("takes %s", (name) => {
    expect(variantsOf(name)).toEqual(["matched-frequency", "threshold-0.7", "topimages"]);
  });

  test("agrees with the lists", () => {
    const sets = variantNames.map((variant) => [variant, new Set(fileNames(variant))] as const);
    const names = variantNames.flatMap((variant) => fileNames(variant));
    expect(names.map(variantsOf)).toEqual(
      names.map((name) => sets.flatMap(([variant, set]) => (set.has(name) ? [variant] : []))),
    );
  });

  test("gives none for an unknown picture, or one of another class", () => {
    expect(variantsOf("0".repeat(40))).toEqual([]);
    expect(variantsOf("422/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg")).toEqual([]);
    expect(variantsOf("0421/dde80a359e37c0d6d94342b766e3760f74512dc7.jpeg")).toEqual([]);
  });

  test("gives a list that is the caller's own", () => {
    variantsOf(shared).pop();
    expect(variantsOf(shared)).toHaveLength(3);
  });

  test.each(["", "35/0.jpeg", "n01440764/0.jpeg", "constructor", `${first}/`, `${first}\n`])(
    "refuses %j",
    (name) => {
      expect(() => variantsOf(name)).toThrow(
        expect.objectContaining({ code: "INVALID_OPTION", option: "name" }),
      );
    },
  );
});

describe("names of 2019", () => {
  test("number the pictures of a class in the rows' order", () => {
    expect(fromLegacyName("matched-frequency", "35/0.jpeg")).toBe(first);
    expect(toLegacyName("matched-frequency", first)).toBe("35/0.jpeg");
    expect(toLegacyName("matched-frequency", "25949dd0704552263197b05a8359771a4192ff45")).toBe(
      "35/0.jpeg",
    );
  });

  test.each(variantNames)("lead there and back for all of %s", (variant) => {
    const legacy = fileNames(variant).map((name) => toLegacyName(variant, name));
    expect(new Set(legacy).size).toBe(10_000);
    expect(legacy.map((name) => fromLegacyName(variant, name))).toEqual(fileNames(variant));
  });

  test.each(["35/10.jpeg", "1000/0.jpeg", "035/0.jpeg", "35/0.jpg", "35/0", "", first])(
    "do not include %j",
    (name) => {
      expect(() => fromLegacyName("topimages", name)).toThrow(
        expect.objectContaining({ code: "INVALID_OPTION", option: "legacyName" }),
      );
    },
  );

  test("are not given for a picture of another variant, which is named", () => {
    expect(() => toLegacyName("topimages", first)).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringContaining(first),
        hint: "It is in matched-frequency.",
      }),
    );
    expect(() => toLegacyName("topimages", "0".repeat(40))).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", hint: undefined }),
    );
  });
});
