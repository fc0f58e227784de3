import {
  ClassLabel,
  featuresDict,
  ImageFeature,
  imageNetV2Features,
  isImageNetV2Error,
  TextFeature,
} from "@imagenet-v2/core";
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

  test("encodes indices, names and -1 for no label", () => {
    expect(label.encodeExample(0)).toBe(0);
    expect(label.encodeExample(-1)).toBe(-1);
    expect(label.encodeExample("n01440764")).toBe(0);
  });

  test.each([-2, 1000])("refuses to encode %s", (value) => {
    expect(codeOf(() => label.encodeExample(value))).toBe("UNKNOWN_CLASS");
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

test("encodes an example to what a record stores, and back", () => {
  const example = { file_name: "7/é.jpeg", image: Uint8Array.of(0xff, 0xd8), label: 7 };
  const stored = features.encodeExample(example);
  expect(stored).toEqual({
    file_name: Uint8Array.of(0x37, 0x2f, 0xc3, 0xa9, 0x2e, 0x6a, 0x70, 0x65, 0x67),
    image: example.image,
    label: 7,
  });
  expect(features.decodeExample(stored)).toEqual(example);
});

test("names a feature that an example lacks or has too many", () => {
  expect(() => features.encodeExample({ file_name: "a", label: 1 })).toThrow(
    'lacks the feature "image"',
  );
  const image = Uint8Array.of();
  expect(() => features.encodeExample({ file_name: "a", label: 1, image, foo: 1 })).toThrow(
    'unknown feature "foo"',
  );
});

test("a features dict is its features", () => {
  const dict = featuresDict({ title: new TextFeature(), picture: new ImageFeature() });
  expect(Object.keys(dict)).toEqual(["title", "picture"]);
  expectTypeOf(dict.title).toEqualTypeOf<TextFeature>();
});
