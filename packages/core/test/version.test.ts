import { versions } from "@imagenet-v2/core";
import { canonicalVersion, pickVersion, requireGeneratable } from "@imagenet-v2/core/internal";
import { expect, test } from "vitest";

test("the canonical version comes first", () => {
  expect(versions).toEqual(["3.0.0", "2.0.0"]);
  expect(canonicalVersion).toBe("3.0.0");
});

test.each([
  [undefined, "3.0.0"],
  ["experimental_latest", "3.0.0"],
  ["3.0.0", "3.0.0"],
  ["2.0.0", "2.0.0"],
  ["*.*.*", "3.0.0"],
  ["3.*.*", "3.0.0"],
  ["3.0.*", "3.0.0"],
  ["2.*.*", "2.0.0"],
])("picks for %s: %s", (requested, version) => {
  expect(pickVersion(requested)).toBe(version);
});

test.each(["1.0.0", "3.1.0", "4.*.*", "3.*.1", "03.0.0"])("has no %s", (requested) => {
  expect(() => pickVersion(requested)).toThrow(
    expect.objectContaining({ code: "UNKNOWN_VERSION", available: ["3.0.0", "2.0.0"] }),
  );
});

test("makes 3.0.0 anew, and not 2.0.0", () => {
  expect(() => requireGeneratable("3.0.0")).not.toThrow();
  expect(() => requireGeneratable("2.0.0")).toThrow("too old to be generated");
});
