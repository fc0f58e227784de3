import {
  findVariant,
  identifyArchive,
  isImageNetV2Error,
  variantNames,
  variantOfTopDirectory,
  variants,
} from "@imagenet-v2/core";
import { huggingFace } from "@imagenet-v2/core/internal";
import { describe, expect, test } from "vitest";

test("has TFDS's three configs in TFDS's order", () => {
  expect(variantNames).toEqual(["matched-frequency", "threshold-0.7", "topimages"]);
  expect(Object.keys(variants)).toEqual(variantNames);
});

describe("findVariant", () => {
  test.each([
    ["matched-frequency", "matched-frequency"],
    ["matched_frequency", "matched-frequency"],
    ["MatchedFrequency", "matched-frequency"],
    ["threshold-0.7", "threshold-0.7"],
    ["threshold0.7", "threshold-0.7"],
    ["Threshold_0.7", "threshold-0.7"],
    ["topimages", "topimages"],
    ["top-images", "topimages"],
    ["TOP_IMAGES", "topimages"],
    ["imagenetv2-topimages", "topimages"],
    ["imagenetv2-threshold0.7-format-val", "threshold-0.7"],
  ])("takes %s for %s", (alias, name) => {
    expect(findVariant(alias).name).toBe(name);
  });

  test("takes every alias it lists", () => {
    for (const variant of Object.values(variants)) {
      for (const alias of variant.aliases) expect(findVariant(alias)).toBe(variant);
    }
  });

  test("suggests what a mistyped name may have meant", () => {
    expect(() => findVariant("topimage")).toThrow(
      expect.objectContaining({
        code: "UNKNOWN_VARIANT",
        variant: "topimage",
        available: variantNames,
        hint: expect.stringContaining('Did you mean "topimages"?'),
      }),
    );
  });

  test.each(["", "constructor", "__proto__", "train"])("refuses %j", (name) => {
    try {
      findVariant(name);
      expect.unreachable();
    } catch (error) {
      expect(isImageNetV2Error(error, "UNKNOWN_VARIANT")).toBe(true);
    }
  });
});

test("pins the archives' addresses, and keeps those that TFDS registers", () => {
  const { archive } = findVariant("topimages");
  expect(archive.url).toBe(
    "https://huggingface.co/datasets/vaishaal/ImageNetV2/resolve/d626240be2538720e83103a0e1178d24aca8b12c/imagenetv2-top-images.tar.gz",
  );
  expect(archive.tfdsUrl).toBe(
    "https://huggingface.co/datasets/vaishaal/ImageNetV2/resolve/main/imagenetv2-top-images.tar.gz",
  );
  expect(huggingFace.revision).toMatch(/^[0-9a-f]{40}$/);
});

test("states sizes that a tar can have", () => {
  for (const { archive, supersededArchives } of Object.values(variants)) {
    for (const { bytes, sha256 } of [archive, ...supersededArchives]) {
      expect(bytes % 512).toBe(0);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  }
});

test("knows a variant by the top folder of its archive", () => {
  expect(variantOfTopDirectory("imagenetv2-matched-frequency-format-val")?.name).toBe(
    "matched-frequency",
  );
  expect(variantOfTopDirectory("imagenetv2-threshold0.7-format-val")?.name).toBe("threshold-0.7");
  expect(variantOfTopDirectory("imagenetv2-top-images-format-val")?.name).toBe("topimages");
  expect(variantOfTopDirectory("imagenetv2-threshold-0.7-format-val")).toBeUndefined();
});

test("recognises an archive by its checksum, and tells a former one", () => {
  expect(
    identifyArchive("F0C37FDF925916B19EA1323CD9A2208CDB6959BA2C32EEF2A7FC393835C9CA7C"),
  ).toMatchObject({ variant: { name: "matched-frequency" }, former: false });
  expect(
    identifyArchive("1ced1ef684934a84af854658bc8ff9adbbec553631e6eef3535ef816c3d3b98f"),
  ).toMatchObject({
    variant: { name: "topimages" },
    former: true,
    archive: { fileName: "imagenetv2-topimages.tar.gz", bytes: 606351360 },
  });
  expect(identifyArchive("0".repeat(64))).toBeUndefined();
});

test("refuses a name of 1 MB in few words", () => {
  const name = "a".repeat(2 ** 20);
  const refusal = expect.objectContaining({ code: "UNKNOWN_VARIANT", variant: name });
  expect(() => findVariant(name)).toThrow(refusal);
  expect(() => findVariant(name)).toThrow(/^.{1,200}$/s);
});
