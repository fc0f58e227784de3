import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { namedPipe, temporaryFolder } from "@imagenet-v2/fixtures";
import { hashFile } from "@imagenet-v2/storage/node";
import { expect, test } from "vitest";

test("hashes a file of several chunks", async () => {
  const path = join(temporaryFolder(), "file");
  const data = randomBytes(3 * 1024 * 1024 + 17);
  writeFileSync(path, data);
  const seen: number[] = [];
  const digest = await hashFile(path, { onProgress: ({ bytes }) => seen.push(bytes) });
  expect(digest).toEqual({
    bytes: data.length,
    sha256: createHash("sha256").update(data).digest("hex"),
  });
  expect(seen.at(-1)).toBe(data.length);
});

test("hashes nothing", async () => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "");
  expect(await hashFile(path)).toEqual({
    bytes: 0,
    sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  });
});

test("stops with the given reason", async () => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, Buffer.alloc(5 * 1024 * 1024));
  const reason = new Error("enough");
  await expect(hashFile(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const hashing = hashFile(path, { signal: controller.signal });
  setImmediate(() => controller.abort(reason));
  await expect(hashing).rejects.toBe(reason);
});

test("tells which file is missing", async () => {
  const path = join(temporaryFolder(), "file");
  await expect(hashFile(path)).rejects.toMatchObject({ code: "NOT_FOUND", path });
});

test("refuses a pipe without waiting, and says what failed", async () => {
  const path = namedPipe(join(temporaryFolder(), "pipe"));
  await expect(hashFile(path)).rejects.toMatchObject({ code: "NOT_A_FILE", found: "a pipe" });
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  await expect(hashFile(join(file, "x"))).rejects.toMatchObject({ code: "IO", errno: "ENOTDIR" });
});

// Reading a process's memory at 0 fails in the middle of an open file, as a dying disk does.
test.skipIf(process.platform !== "linux")(
  "a failing read is no end of file (needs Linux)",
  async () => {
    await expect(hashFile("/proc/self/mem")).rejects.toMatchObject({ code: "IO", errno: "EIO" });
  },
);
