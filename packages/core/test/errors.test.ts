import {
  type ErrorCode,
  type ErrorFacts,
  type ErrorOf,
  errorFromJSON,
  ImageNetV2Error,
  isImageError,
  isImageNetV2Error,
} from "@imagenet-v2/core";
import { expect, expectTypeOf, test, vi } from "vitest";

const cause = new Error("the socket closed");
const error = new ImageNetV2Error(
  "CHECKSUM_MISMATCH",
  "top-images.tar.gz: expected 33ff, got 09c1.",
  { path: "top-images.tar.gz", expected: "33ff", actual: "09c1" },
  { hint: "Download it again.", cause },
);

test("carries code, facts, hint and cause", () => {
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "ImageNetV2Error",
    code: "CHECKSUM_MISMATCH",
    path: "top-images.tar.gz",
    expected: "33ff",
    actual: "09c1",
    hint: "Download it again.",
    cause,
  });
});

test("is told from other errors, and by its code", () => {
  expect(isImageNetV2Error(error)).toBe(true);
  expect(isImageNetV2Error(error, "CHECKSUM_MISMATCH")).toBe(true);
  expect(isImageNetV2Error(error, "NETWORK")).toBe(false);
  expect(isImageNetV2Error(new Error("x"))).toBe(false);
  expect(isImageNetV2Error({ code: "NETWORK" })).toBe(false);
  expect(isImageNetV2Error(undefined)).toBe(false);
});

test("is told to be about one image, or about everything", () => {
  const image = "7/x.jpeg";
  const size = { width: 9, height: 9, limit: 80 };
  for (const about of [
    new ImageNetV2Error("CORRUPT_IMAGE", "cut", { image }),
    new ImageNetV2Error("NOT_A_JPEG", "a PNG", { image, found: "a PNG" }),
    new ImageNetV2Error("IMAGE_TOO_LARGE", "too large", { image, ...size }),
    new ImageNetV2Error("FILE_TOO_LARGE", "too long", { image, path: "/a", bytes: 9, limit: 8 }),
    new ImageNetV2Error("UNSUPPORTED", "12 bits", { image, feature: "more than 8 bits" }),
  ]) {
    expect(isImageError(about)).toBe(true);
    expect(isImageError(errorFromJSON(structuredClone(about.toJSON())))).toBe(true);
  }
  for (const other of [
    new ImageNetV2Error("UNSUPPORTED", "no onnxruntime", { feature: "ONNX" }),
    new ImageNetV2Error("FILE_TOO_LARGE", "too long", { path: "/a.csv", bytes: 9, limit: 8 }),
    new ImageNetV2Error("IO", "The disk failed.", { path: image, errno: "EIO" }),
    Object.assign(new Error("cut"), { code: "CORRUPT_IMAGE", image }),
    undefined,
  ]) {
    expect(isImageError(other)).toBe(false);
  }
});

test("is recognised across two copies of the package", async () => {
  vi.resetModules();
  const copy = await import("@imagenet-v2/core");
  expect(copy.ImageNetV2Error).not.toBe(ImageNetV2Error);
  expect(copy.isImageNetV2Error(error, "CHECKSUM_MISMATCH")).toBe(true);
});

test("gives the facts of its code to TypeScript", () => {
  expectTypeOf<ErrorOf<"SIZE_MISMATCH">["expected"]>().toEqualTypeOf<number>();
  expectTypeOf<ErrorOf<"CHECKSUM_MISMATCH">["expected"]>().toEqualTypeOf<string>();
});

test("lets no fact hide what every error has", () => {
  type Hiding = {
    [C in ErrorCode]: keyof ErrorFacts[C] & keyof ImageNetV2Error;
  }[ErrorCode];
  expectTypeOf<Hiding>().toEqualTypeOf<never>();
  const about = new ImageNetV2Error("CORRUPT_IMAGE", "7/x.jpeg: cut.", { image: "7/x.jpeg" });
  expect(String(about)).toBe("ImageNetV2Error: 7/x.jpeg: cut.");
  expect(about.toJSON()).toMatchObject({ code: "CORRUPT_IMAGE", image: "7/x.jpeg" });
});

test("travels between threads as plain data", () => {
  const again = errorFromJSON(structuredClone(error.toJSON()));
  expect(again).toMatchObject({
    code: "CHECKSUM_MISMATCH",
    actual: "09c1",
    hint: "Download it again.",
  });
  expect(again.message).toBe(error.message);
  expect(isImageNetV2Error(again)).toBe(true);
});
