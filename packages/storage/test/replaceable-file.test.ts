import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { namedPipe, sparseFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { requireReplaceableFile } from "@imagenet-v2/storage/internal/node";
import { describe, expect, test } from "vitest";

const folder = temporaryFolder();
const sheet = {
  option: "output",
  kind: "a sheet",
  isOurs: (bytes: Buffer) => `${bytes}` === "ours",
};
const first = { ...sheet, bytes: 4 };
const last = { ...sheet, bytes: -4 };

/** A file of this content. */
function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe("may be written:", () => {
  test.each([
    ["where nothing is", join(folder, "none"), first],
    ["where no folder is", join(folder, "none", "none"), first],
    ["over nothing", file("empty", ""), first],
    ["over our own, known by its first bytes", file("first", "ours, and more"), first],
    ["over our own, known by its last bytes", file("last", "more, and ours"), last],
    ["over our own, a huge one", sparseFile(join(folder, "huge"), 2 ** 40, "ours"), first],
  ])("%s", async (_, path, options) => {
    expect(await requireReplaceableFile(path, options)).toBeUndefined();
  });
});

describe("may not be written:", () => {
  const sub = join(folder, "sub");
  mkdirSync(sub);
  const link = join(folder, "link");
  symlinkSync(file("target", "ours"), link);
  const dangling = join(folder, "dangling");
  symlinkSync(join(folder, "nowhere"), dangling);

  test.each([
    ["over other bytes", file("other", "mine"), first],
    ["over a shorter file", file("short", "our"), first],
    ["over one that ends otherwise", file("end", "ours, and mine"), last],
    ["over a folder", sub, first],
    ["over a pipe", namedPipe(join(folder, "pipe")), first],
    ["over a link", link, first],
    ["over a link to nowhere", dangling, first],
    ["over a device", "/dev/null", first],
  ])("%s", async (_, path, options) => {
    await expect(requireReplaceableFile(path, options)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      option: "output",
      message: `${path}: not a sheet; left untouched.`,
    });
  });
});
