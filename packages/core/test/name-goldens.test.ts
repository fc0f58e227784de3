import { type ErrorCode, isImageNetV2Error, resolveName } from "@imagenet-v2/core";
import { describe, expect, test } from "vitest";
import goldens from "./goldens/tfds-names.json" with { type: "json" };

/** Where we do not do as TFDS does, and why. */
const deviations: Record<string, string> = {
  "imagenet_v2/top-images": "the archive's and the PyTorch package's spelling is taken as an alias",
  "imagenet_v2/threshold0.7": "the archive's spelling is taken as an alias",
  "imagenet_v2/topimages/a=True,b=3": "parses in both; the loader refuses what it does not know",
};

const codes: [start: string, code: ErrorCode][] = [
  ["Parsing builder name", "INVALID_NAME"],
  ["BuilderConfig", "UNKNOWN_VARIANT"],
  ["Namespace", "UNKNOWN_DATASET"],
  ["Dataset imagenet_v2 cannot be loaded at version", "UNKNOWN_VERSION"],
  ["Dataset", "UNKNOWN_DATASET"],
];

describe("names mean what they mean to TFDS", () => {
  const same = goldens.names.filter(({ name }) => !(name in deviations));

  test.each(same)("$name", ({ name, fullName, message = "" }) => {
    let result: string | undefined;
    try {
      const { variant, version } = resolveName(name);
      result = `imagenet_v2/${variant?.name}/${version}`;
    } catch (error) {
      if (!isImageNetV2Error(error)) throw error;
      result = error.code;
    }
    const code = codes.find(([start]) => message.startsWith(start))?.[1];
    expect(result).toBe(fullName ?? code);
  });

  test(`${same.length} names are the same, ${Object.keys(deviations).length} deviate`, () => {
    expect(same).toHaveLength(24);
    expect(resolveName("imagenet_v2/top-images").variant?.name).toBe("topimages");
    expect(resolveName("imagenet_v2/threshold0.7").variant?.name).toBe("threshold-0.7");
    expect(resolveName("imagenet_v2/topimages/a=True,b=3").kwargs).toEqual({ a: "True", b: "3" });
  });
});
