import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { requireSpace } from "@imagenet-v2/storage/internal/node";
import { freeSpace } from "@imagenet-v2/storage/node";
import { expect, test } from "vitest";

test("free space is told for folders that are not there yet", async () => {
  const folder = temporaryFolder();
  const free = await freeSpace(folder);
  expect(free).toBeGreaterThan(0);
  expect(await freeSpace(join(folder, "a", "b"))).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
  expect(existsSync(folder)).toBe(false);
});

test("what does not fit is refused with both figures, and what fits is not", async () => {
  const folder = temporaryFolder();
  await requireSpace(folder, 1);
  await expect(requireSpace(folder, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
    code: "DISK_FULL",
    path: folder,
    message: expect.stringMatching(/ are needed and .+ are free\.$/),
    hint: expect.stringContaining("dataDir"),
  });
});
