/**
 * What TFDS 4.9.10 answers to the same calls. `ok` is `builder.info.full_name`; an error is told by
 * the sentence that both have in common.
 */
import { join } from "node:path";
import { archiveOf, fiftyInStorageOrder, temporaryFolder } from "@imagenet-v2/fixtures";
import { builder, load, partialDecoding, skipDecoding } from "@imagenet-v2/loader";
import { beforeAll, describe, expect, test } from "vitest";

const env = { HOME: temporaryFolder() };

describe("builder(name)", () => {
  test.each([
    ["imagenet_v2", "imagenet_v2/matched-frequency/3.0.0"],
    ["ImagenetV2", "imagenet_v2/matched-frequency/3.0.0"],
    ["imagenet_v2/topimages", "imagenet_v2/topimages/3.0.0"],
    ["imagenet_v2:3.0.0", "imagenet_v2/matched-frequency/3.0.0"],
    ["imagenet_v2/threshold-0.7:3.*.*", "imagenet_v2/threshold-0.7/3.0.0"],
    ["imagenet_v2/matched-frequency:3.0.0", "imagenet_v2/matched-frequency/3.0.0"],
    ["imagenet_v2:*.*.*", "imagenet_v2/matched-frequency/3.0.0"],
    ["imagenet_v2:2.0.0", "imagenet_v2/matched-frequency/2.0.0"],
    ["imagenet_v2/matched-frequency:3.0.0/data_dir=x", "imagenet_v2/matched-frequency/3.0.0"],
    // Refused by TFDS, which knows no aliases.
    ["imagenet_v2/top-images", "imagenet_v2/topimages/3.0.0"],
    ["imagenet_v2/threshold0.7", "imagenet_v2/threshold-0.7/3.0.0"],
  ])("%s is %s", (name, fullName) => {
    expect(builder(name, { env }).info.fullName).toBe(fullName);
  });

  test.each([
    ["imagenet_v2:3", "INVALID_NAME", "Parsing builder name string"],
    ["imagenet_v2:3.0", "INVALID_NAME", "Parsing builder name string"],
    ["imagenet_v2/topimages:v3.0.0", "INVALID_NAME", "Parsing builder name string"],
    ["imagenet-v2", "INVALID_NAME", "Parsing builder name string"],
    ["imagenet_v2/", "INVALID_NAME", "Parsing builder name string"],
    ["imagenet_v2:3.0.0/topimages", "INVALID_NAME", "Parsing builder name string"],
    ["", "INVALID_NAME", "Parsing builder name string"],
    ["imagenet_v2 ", "INVALID_NAME", "Parsing builder name string"],
    ["imagenet_v2/matched-frequency/3.0.0", "INVALID_NAME", "Parsing builder name string"],
    ["imagenet_v2/3.0.0", "UNKNOWN_VARIANT", "BuilderConfig '3.0.0' not found"],
    ["imagenet_v2:latest", "UNKNOWN_DATASET", "Namespace 'imagenet_v2' not found"],
    ["ImageNetV2", "UNKNOWN_DATASET", "Dataset 'image_net_v2' not found"],
    ["imagenet_v2:1.0.0", "UNKNOWN_VERSION", "cannot be loaded at version"],
    ["imagenet_v2:3.1.0", "UNKNOWN_VERSION", "only: 3.0.0, 2.0.0"],
    ["imagenet_v2/topimages/a=True,b=3", "INVALID_OPTION", '"a" is unknown'],
    ["imagenet_v3", "UNKNOWN_DATASET", "Dataset 'imagenet_v3' not found"],
  ])("%s is refused: %s", (name, code, message) => {
    expect(() => builder(name, { env })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  test("takes config and version as options, but not twice", () => {
    const { info } = builder("imagenet_v2", { env, config: "topimages", version: "3.*.*" });
    expect(info.fullName).toBe("imagenet_v2/topimages/3.0.0");
    expect(() => builder("imagenet_v2", { config: "foo" })).toThrow(
      expect.objectContaining({ code: "UNKNOWN_VARIANT" }),
    );
    expect(() => builder("imagenet_v2/topimages", { config: "topimages" })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", option: "config" }),
    );
  });

  test("that can only be read is not made anew", async () => {
    const old = builder("imagenet_v2:2.0.0", { env });
    await expect(old.downloadAndPrepare()).rejects.toMatchObject({ code: "UNKNOWN_VERSION" });
  });
});

describe("reading", () => {
  const folder = temporaryFolder();
  const options = { archive: join(folder, "50.tar"), dataDir: folder, env, partial: true } as const;
  beforeAll(() =>
    archiveOf(options.archive, fiftyInStorageOrder, {
      topDirectory: "imagenetv2-matched-frequency-format-val",
    }),
  );
  const refused = (call: Promise<unknown>, code: string, message: string) =>
    expect(call).rejects.toMatchObject({ code, message: expect.stringContaining(message) });

  test("of another split", () =>
    refused(
      load("imagenet_v2", { ...options, split: "train" }),
      "UNKNOWN_SPLIT",
      "Unknown split 'train'. Should be one of ['test'].",
    ));

  test("of what is not there", () =>
    refused(
      load("imagenet_v2", { dataDir: join(folder, "empty"), env, download: false }),
      "NOT_PREPARED",
      "Dataset imagenet_v2: could not find data",
    ));

  test("of nothing", () =>
    refused(
      load("imagenet_v2", { ...options, split: "test[:0]" }),
      "INVALID_SPLIT",
      "Instruction [] corresponds to no data!",
    ));

  test("of pairs without label", () =>
    refused(
      load("imagenet_v2", {
        ...options,
        asSupervised: true,
        decoders: partialDecoding(["image"]),
      }),
      "INVALID_OPTION",
      "'label'",
    ));

  test("of unknown features", async () => {
    expect(() => partialDecoding(["foo" as never])).toThrow(
      "Provided PartialDecoding specs does not match actual features: Missing expected feature 'foo'.",
    );
    await refused(
      load("imagenet_v2", { ...options, decoders: { foo: skipDecoding() } as object }),
      "INVALID_OPTION",
      "Unrecognized keys: foo",
    );
  });

  test("of a slice tells its length", async () => {
    const dataset = await load("imagenet_v2", { ...options, split: "test[:3]" });
    expect(dataset.length).toBe(3);
    await dataset.close();
  });
});
