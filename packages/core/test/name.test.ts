import { isImageNetV2Error, type NameOptions, parseName, resolveName } from "@imagenet-v2/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

function failure(name: string, options?: NameOptions) {
  try {
    resolveName(name, options);
  } catch (error) {
    if (isImageNetV2Error(error)) return error;
    throw error;
  }
  throw new Error(`${name} resolved`);
}

describe("parses", () => {
  test.each([
    ["imagenet_v2", { dataset: "imagenet_v2" }],
    ["ImagenetV2", { dataset: "imagenet_v2" }],
    ["ImageNetV2", { dataset: "image_net_v2" }],
    ["MyABCSet", { dataset: "my_abc_set" }],
    ["imagenet_v2/topimages", { dataset: "imagenet_v2", config: "topimages" }],
    ["imagenet_v2:*.0.*", { dataset: "imagenet_v2", version: "*.0.*" }],
    [
      "my-space:imagenet_v2/a+b-c.d",
      { namespace: "my-space", dataset: "imagenet_v2", config: "a+b-c.d" },
    ],
    [
      "imagenet_v2/config=topimages,version=3.0.0",
      { dataset: "imagenet_v2", config: "topimages", version: "3.0.0" },
    ],
    ["imagenet_v2/data_dir=/x:y/z=1", { dataset: "imagenet_v2", kwargs: { data_dir: "/x:y/z=1" } }],
    [
      "imagenet_v2/topimages:3.0.0/a=True,b=3,c=1.5,d=x,",
      {
        dataset: "imagenet_v2",
        config: "topimages",
        version: "3.0.0",
        kwargs: { a: "True", b: "3", c: "1.5", d: "x" },
      },
    ],
  ])("%s", (name, parts) => {
    expect(parseName(name)).toEqual({ kwargs: {}, ...parts });
  });

  // TFDS makes Python's values of them, and of the folder 2024_01 the number 202401.
  test.each(["True", "2024_01", "1e3", "nan", "None"])(
    "the value %s as the text that was given",
    (text) => {
      expect(parseName(`imagenet_v2/data_dir=${text}`).kwargs).toEqual({ data_dir: text });
    },
  );

  test("a key named __proto__ as any other", () => {
    const { kwargs } = parseName("imagenet_v2/__proto__=1");
    expect(Object.entries(kwargs)).toEqual([["__proto__", "1"]]);
  });
});

describe("resolves", () => {
  test.each<[string, NameOptions | undefined, string, string]>([
    ["imagenet_v2", undefined, "matched-frequency", "3.0.0"],
    ["imagenet_v2", { config: "topimages" }, "topimages", "3.0.0"],
    ["imagenet_v2", { config: "threshold0.7", version: "3.*.*" }, "threshold-0.7", "3.0.0"],
    ["imagenet_v2/top-images", { version: "experimental_latest" }, "topimages", "3.0.0"],
    ["imagenet_v2:2.*.*", undefined, "matched-frequency", "2.0.0"],
    ["imagenet_v2:*.0.0", undefined, "matched-frequency", "3.0.0"],
    ["imagenet_v2/config=topimages", undefined, "topimages", "3.0.0"],
    ["imagenet_v2", { config: undefined, version: undefined }, "matched-frequency", "3.0.0"],
  ])("%s %j", (name, options, variant, version) => {
    const resolved = resolveName(name, options);
    expect([resolved.variant?.name, resolved.version]).toEqual([variant, version]);
  });
});

describe("refuses", () => {
  test.each([
    ["imagenet_v2:3", "INVALID_NAME", "Did you mean `imagenet_v2:3.*.*`?"],
    ["imagenet_v2:3.0", "INVALID_NAME", "Did you mean `imagenet_v2:3.0.*`?"],
    ["imagenet_v2/topimages:v3.0.0", "INVALID_NAME", "Did you mean `imagenet_v2/topimages:3.0.0`?"],
    ["imagenet-v2", "INVALID_NAME", "Did you mean `imagenet_v2`?"],
    ["imagenet-v2/topimages", "INVALID_NAME", "Did you mean `imagenet_v2/topimages`?"],
    ["imagenet_v2/", "INVALID_NAME", "Did you mean `imagenet_v2`?"],
    ["imagenet_v2 ", "INVALID_NAME", "Did you mean `imagenet_v2`?"],
    ["imagenet_v2\n", "INVALID_NAME", "Did you mean `imagenet_v2`?"],
    ["imagenet_v2:3.0.0/topimages", "INVALID_NAME", "Did you mean `imagenet_v2/topimages:3.0.0`?"],
    [
      "imagenet_v2/matched-frequency/3.0.0",
      "INVALID_NAME",
      "Did you mean `imagenet_v2/matched-frequency:3.0.0`?",
    ],
    ["", "INVALID_NAME", "For example: `imagenet_v2/topimages:3.0.0`."],
    ["imagenet_v2/a=", "INVALID_NAME", "For example: `imagenet_v2/topimages:3.0.0`."],
    ["imagenet_v2:٣.0.0", "INVALID_NAME", "For example: `imagenet_v2/topimages:3.0.0`."],
    ["ImageNetV2", "UNKNOWN_DATASET", "Did you mean `imagenet_v2`?"],
    ["imagenetv2/topimages", "UNKNOWN_DATASET", "Did you mean `imagenet_v2/topimages`?"],
    ["imagenet_v3", "UNKNOWN_DATASET", "Did you mean `imagenet_v2`?"],
    ["mnist", "UNKNOWN_DATASET", "Available: imagenet_v2, imagenet2012."],
    ["topimages", "UNKNOWN_DATASET", "Did you mean `imagenet_v2/topimages`?"],
    ["matched-frequency", "UNKNOWN_DATASET", "Did you mean `imagenet_v2/matched-frequency`?"],
    ["threshold0.7", "UNKNOWN_DATASET", "Did you mean `imagenet_v2/threshold-0.7`?"],
    [
      "huggingface:imagenet_v2",
      "UNKNOWN_DATASET",
      "There are no namespaces here. Write `imagenet_v2`.",
    ],
    ["imagenet_v2/3.0.0", "UNKNOWN_VARIANT", "A version follows a colon: `imagenet_v2:3.0.0`."],
    ["imagenet_v2/3", "UNKNOWN_VARIANT", "A version follows a colon: `imagenet_v2:3.*.*`."],
    ["imagenet_v2:1.0.0", "UNKNOWN_VERSION", "Leave the version out to get 3.0.0."],
    ["imagenet_v2/version=3", "INVALID_OPTION", "Write `3.0.0` or `3.*.*`, or leave it out."],
  ])("%j: %s, %s", (name, code, hint) => {
    expect(failure(name)).toMatchObject({ code, hint });
  });

  test("a variant there is none of, with the nearest", () => {
    const error = failure("imagenet_v2/topimagse");
    expect(error).toMatchObject({ code: "UNKNOWN_VARIANT", variant: "topimagse" });
    expect(error.hint).toContain('"topimages"');
  });

  test.each(["latest", "experimental_latest"])("the version %s in a name", (version) => {
    const error = failure(`imagenet_v2:${version}`);
    expect(error).toMatchObject({ code: "UNKNOWN_DATASET" });
    expect(error.hint).toContain("`imagenet_v2:3.0.0`");
  });

  test("3.1.0, which the release notes name", () => {
    expect(failure("imagenet_v2:3.1.0")).toMatchObject({
      code: "UNKNOWN_VERSION",
      version: "3.1.0",
      available: ["3.0.0", "2.0.0"],
      hint: expect.stringContaining("stayed at 3.0.0"),
    });
  });

  test.each(["3", "3.0", "v3.0.0", "latest", "3.0.0.0", ""])("the option version %j", (version) => {
    expect(failure("imagenet_v2", { version })).toMatchObject({
      code: "INVALID_OPTION",
      option: "version",
    });
  });

  test("what is given twice", () => {
    expect(failure("imagenet_v2/topimages/config=topimages").code).toBe("INVALID_NAME");
    expect(failure("imagenet_v2:3.0.0/version=3.0.0").message).toContain("version twice");
    expect(failure("imagenet_v2/topimages", { config: "topimages" })).toMatchObject({
      code: "INVALID_OPTION",
      option: "config",
    });
    expect(failure("imagenet_v2:3.0.0", { version: "3.0.0" })).toMatchObject({ option: "version" });
  });

  test("an option nobody knows", () => {
    expect(failure("imagenet_v2", { variant: "topimages" } as NameOptions)).toMatchObject({
      code: "INVALID_OPTION",
      option: "variant",
    });
  });

  test.each([undefined, null, 5, {}])("%j, which is no name", (name) => {
    expect(failure(name as unknown as string).code).toBe("INVALID_NAME");
  });
});

test("whatever is written, parses or is refused with a typed error", () => {
  const text = fc.string({
    unit: fc.constantFrom(
      "imagenet_v2",
      "topimages",
      "/",
      ":",
      "3",
      ".",
      "*",
      "=",
      ",",
      "a",
      "A",
      "-",
      " ",
      "é",
    ),
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, (name) => {
      try {
        parseName(name);
      } catch (error) {
        expect(error).toHaveProperty("code", "INVALID_NAME");
      }
    }),
    { numRuns: 3000 },
  );
});

const megabyte = 2 ** 20;
test.each([
  ["letters", "a".repeat(megabyte)],
  ["capitals", "A".repeat(megabyte)],
  ["camels", "Aa".repeat(megabyte / 2)],
  ["underscores", `a${"_".repeat(megabyte)}`],
  ["slashes", "/".repeat(megabyte)],
  ["colons", "a:".repeat(megabyte / 2)],
  ["a config and a slip", `imagenet_v2/${"a".repeat(megabyte)}!`],
  ["digits", `imagenet_v2:${"1".repeat(megabyte)}`],
  ["stars", `imagenet_v2:${"*.".repeat(megabyte / 2)}`],
  ["options and a slip", `imagenet_v2/${"a=b,".repeat(megabyte / 4)},`],
  ["equal signs", `imagenet_v2/a${"=".repeat(megabyte)},`],
  ["spaces", `imagenet_v2${" ".repeat(megabyte)}x`],
])("refuses 1 MB of %s in linear time", (_, name) => {
  const start = performance.now();
  expect(() => parseName(`${name}!,`)).toThrow("Parsing builder name string");
  expect(performance.now() - start).toBeLessThan(2000);
});
