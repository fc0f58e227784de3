import { constants } from "node:os";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { ioError, isErrno } from "@imagenet-v2/storage/internal/node";
import { readSmallFile, writeFileAtomic } from "@imagenet-v2/storage/node";
import { describe, expect, test } from "vitest";

/** As the system's refusals come out of Node. */
function refusal(code: string): Error {
  return Object.assign(new Error(`${code}: no`), { code, syscall: "write", errno: -1 });
}

test("a path with NUL is refused by name", async () => {
  await expect(writeFileAtomic(`${temporaryFolder()}/a\0b`, "x")).rejects.toMatchObject({
    code: "IO",
    path: expect.stringContaining("a\0b"),
    message: expect.stringContaining("cannot contain NUL"),
  });
});

describe("types the system's refusals:", () => {
  test.each([
    ["ENOSPC", "DISK_FULL", /goes on where it stopped/],
    ["EDQUOT", "DISK_FULL", /goes on where it stopped/],
    ["EFBIG", "IO", /ulimit -f/],
    ["EROFS", "IO", /dataDir/],
    ["EACCES", "IO", /dataDir/],
    ["EMFILE", "IO", /ulimit -n/],
    ["EIO", "IO", /disk/],
    ["EWHATEVER", "IO", undefined],
  ])("%s", (errno, code, hint) => {
    const cause = refusal(errno);
    const error = ioError(cause, "/data/x") as Error & { hint?: string };
    expect(error).toMatchObject({ code, path: "/data/x", cause });
    expect(error.message).toContain("/data/x");
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toMatch(hint);
  });
});

test("knows what Node has no name for", () => {
  const code = `Unknown system error ${-constants.errno.ESTALE}`;
  const cause = Object.assign(new Error(`${code}: ${code}, read`), {
    ...{ code, syscall: "read", errno: -constants.errno.ESTALE },
  });
  expect(ioError(cause, "/data/x")).toMatchObject({
    ...{ code: "IO", errno: "ESTALE", message: "/data/x: ESTALE." },
    hint: expect.stringContaining("mount it again"),
  });
});

test("names the path once, and no temporary file", async () => {
  const folder = temporaryFolder();
  await expect(writeFileAtomic(folder, "")).rejects.toMatchObject({
    message: `${folder}: EISDIR: illegal operation on a directory.`,
    hint: "A folder stands where a file is needed: choose another name.",
  });
});

test("stays short where somebody asks for an endless path", async () => {
  const path = `/${"x".repeat(1_000_000)}`;
  await expect(readSmallFile(path, { limit: 10 })).rejects.toMatchObject({
    code: "IO",
    path,
    message: expect.stringMatching(/^.{0,200}$/),
    hint: expect.stringContaining("shorter path"),
  });
});

test("leaves alone what the system did not say", () => {
  const reason = new DOMException("enough", "AbortError");
  expect(ioError(reason, "/data/x")).toBe(reason);
  expect(isErrno(new TypeError("x"))).toBe(false);
});

// Reading a process's memory at 0 fails in the middle of an open file, as a dying disk does.
test.skipIf(process.platform !== "linux")(
  "a failing read is no end of file (needs Linux)",
  async () => {
    await expect(readSmallFile("/proc/self/mem", { limit: 10 })).rejects.toMatchObject({
      code: "IO",
      errno: "EIO",
    });
  },
);
