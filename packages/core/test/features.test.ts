import {
  ClassLabel,
  featuresDict,
  ImageFeature,
  isImageNetV2Error,
  TextFeature,
} from "@imagenet-v2/core";
import { imageNetV2Features } from "@imagenet-v2/core/internal";
import { describe, expect, expectTypeOf, test } from "vitest";

const features = imageNetV2Features();
const { label } = features;

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return isImageNetV2Error(error) ? error.code : "another error";
  }
  return undefined;
};

describe("ClassLabel of ImageNetV2", () => {
  test("has the WordNet ids as names, both ways", () => {
    expect(label.numClasses).toBe(1000);
    expect(label.int2str(0)).toBe("n01440764");
    expect(label.int2str(999)).toBe("n15075141");
    expect(label.str2int("n01440764")).toBe(0);
  });

  test.each([1000, -1, 1.5, Number.NaN])("has no name for %s", (index) => {
    expect(codeOf(() => label.int2str(index))).toBe("UNKNOWN_CLASS");
  });

  test.each(["0", "tench", "x", "N01440764"])("has no index for %j", (name) => {
    expect(codeOf(() => label.str2int(name))).toBe("UNKNOWN_CLASS");
  });

  test("suggests the id that a mistyped one was meant to be", () => {
    expect(() => label.str2int("n0144076")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Did you mean "n01440764"?') }),
    );
  });

  test("refuses names that are not unique", () => {
    expect(codeOf(() => new ClassLabel({ names: ["a", "a"] }))).toBe("INVALID_OPTION");
  });
});

test("prints as TFDS prints it", () => {
  expect(String(features)).toBe(
    [
      "FeaturesDict({",
      "    'file_name': Text(shape=(), dtype=string),",
      "    'image': Image(shape=(None, None, 3), dtype=uint8),",
      "    'label': ClassLabel(shape=(), dtype=int64, num_classes=1000),",
      "})",
    ].join("\n"),
  );
});

test("a features dict is its features", () => {
  const dict = featuresDict({ title: new TextFeature(), picture: new ImageFeature() });
  expect(Object.keys(dict)).toEqual(["title", "picture"]);
  expectTypeOf(dict.title).toEqualTypeOf<TextFeature>();
});
