import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { errorFromJSON, isImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, isBytes, isError, messageOf } from "@imagenet-v2/core/internal";
import { expect, test } from "vitest";

/*
 * Things of another realm, as Jest's tests and jsdom's page have them: what looks right and is no
 * `instanceof` anything here.
 */
const foreign = (code: string) => runInNewContext(code) as unknown;

test("takes bytes of another realm", () => {
  const bytes = foreign("new Uint8Array([1, 2])");
  expect(bytes).not.toBeInstanceOf(Uint8Array);
  expect([bytes, Buffer.from("a")].map(isBytes)).toEqual([true, true]);
  const others = ["new Float32Array(2)", "new DataView(new ArrayBuffer(2))", "[1, 2]", "null"];
  expect(others.map(foreign).map(isBytes)).toEqual([false, false, false, false]);
});

test("knows errors of another realm, and their messages", () => {
  const thrown = foreign("new TypeError('broken')");
  expect(thrown).not.toBeInstanceOf(Error);
  expect(isError(thrown)).toBe(true);
  expect([thrown, "text", undefined, 7].map(messageOf)).toEqual([
    "broken",
    "text",
    "undefined",
    "7",
  ]);
  expect(isError(new DOMException("stopped", "AbortError"))).toBe(true);
  const ofQuota = new DOMException("full", "QuotaExceededError");
  Object.defineProperty(ofQuota, Symbol.toStringTag, { value: "QuotaExceededError" });
  expect(isError(ofQuota)).toBe(true);
  expect(isError({ message: "no" })).toBe(false);
});

test("knows an error of this family that was made in another realm", () => {
  const error = errorFromJSON({ code: "IO", message: "m", path: "p", errno: "EIO" });
  Object.setPrototypeOf(error, foreign("Error.prototype") as object);
  expect(error).not.toBeInstanceOf(Error);
  expect([isImageNetV2Error(error), isImageNetV2Error(error, "IO")]).toEqual([true, true]);
  expect([isImageNetV2Error(error, "NETWORK"), isImageNetV2Error(null)]).toEqual([false, false]);
});

test("takes an AbortSignal of another realm, and nothing less", () => {
  // jsdom has a class of its own.
  class AbortSignal extends EventTarget {
    readonly aborted = false;
    throwIfAborted() {}
  }
  const taken = (value: unknown) => abortSignal.safeParse(value).success;
  expect([new AbortSignal(), new AbortController().signal].map(taken)).toEqual([true, true]);
  expect([{}, { aborted: false }, new AbortController(), null, "signal"].map(taken)).toEqual(
    Array(5).fill(false),
  );
});

test("the sources ask for the class of nothing that comes from outside", () => {
  // Classes of our own, and of a library's errors, are asked for; what others make is not.
  const own =
    /instanceof (?:Interrupted|CommanderError|CsvError|NoRanges|Transient|Stalled|Expired|OddRange)\b/;
  const packages = fileURLToPath(new URL("../..", import.meta.url));
  const found = execFileSync(
    "git",
    ["grep", "-nE", "instanceof [A-Z]|z\\.instanceof", "--", "*/src/*.ts"],
    {
      cwd: packages,
      encoding: "utf8",
    },
  );
  const lines = found.trim().split("\n");
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !own.test(line))).toEqual([]);
});
