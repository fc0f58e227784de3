import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { dataFolder } from "@imagenet-v2/fetch";
import { dataFolders } from "@imagenet-v2/fetch/internal";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const home = { HOME: "/home/ada" };

describe("the data folder is", () => {
  test.each([
    ["the option before all else", "/o", { ...home, IMAGENET_V2_DATA_DIR: "/i" }, "/o"],
    ["IMAGENET_V2_DATA_DIR", undefined, { IMAGENET_V2_DATA_DIR: "/i", TFDS_DATA_DIR: "/t" }, "/i"],
    ["TFDS_DATA_DIR", undefined, { ...home, TFDS_DATA_DIR: "/t", XDG_CACHE_HOME: "/x" }, "/t"],
    ["in XDG_CACHE_HOME", undefined, { ...home, XDG_CACHE_HOME: "/x" }, "/x/imagenet-v2"],
    ["in ~/.cache", undefined, home, "/home/ada/.cache/imagenet-v2"],
    [
      "not in a relative XDG_CACHE_HOME",
      undefined,
      { ...home, XDG_CACHE_HOME: "x" },
      "/home/ada/.cache/imagenet-v2",
    ],
    [
      "not an empty variable",
      undefined,
      { ...home, IMAGENET_V2_DATA_DIR: "", TFDS_DATA_DIR: "", XDG_CACHE_HOME: "" },
      "/home/ada/.cache/imagenet-v2",
    ],
    ["below home for ~/", "~/data", home, "/home/ada/data"],
    ["taken from the working folder", "a b", home, resolve("a b")],
  ])("%s", (_, dataDir, env, expected) => {
    expect(dataFolder({ dataDir, env })).toBe(expected);
  });

  test("in the home folder of the system where HOME is not set", () => {
    expect(dataFolder({ env: {} })).toBe(join(userInfo().homedir, ".cache", "imagenet-v2"));
  });

  test("not in the working folder where this process has an empty HOME", () => {
    vi.stubEnv("HOME", "");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(dataFolder({ env: {} })).toBe(join(userInfo().homedir, ".cache", "imagenet-v2"));
  });

  test("never an empty option", () => {
    expect(() => dataFolder({ dataDir: " " })).toThrow(
      expect.toSatisfy((error) => isImageNetV2Error(error, "INVALID_OPTION")),
    );
  });
});

test("TFDS's folders are looked at and not written to", () => {
  expect(dataFolders({ dataDir: "/o", env: { ...home, TFDS_DATA_DIR: "/t" } })).toEqual([
    { path: "/o", writable: true },
    { path: "/t", writable: false },
    { path: "/home/ada/tensorflow_datasets", writable: false },
  ]);
});

test("a folder that is ours and TFDS's is named once", () => {
  expect(dataFolders({ env: { ...home, TFDS_DATA_DIR: "/home/ada/tensorflow_datasets" } })).toEqual(
    [{ path: "/home/ada/tensorflow_datasets", writable: true }],
  );
});
