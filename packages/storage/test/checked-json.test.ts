import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { readCheckedJson, writeCheckedJson } from "@imagenet-v2/storage/internal/node";
import { describe, expect, test } from "vitest";

const limit = 1000;

test("gives back what was written, and leaves nothing else", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "record.json");
  const value = { path: "a line\nbreak", numbers: [1, 2.5], none: null };
  await writeCheckedJson(path, value);
  expect(await readCheckedJson(path, { limit })).toEqual(value);
  expect(readdirSync(folder)).toEqual(["record.json"]);
});

describe("gives nothing where the file", () => {
  test.each<[string, (text: string) => string]>([
    ["is empty", () => ""],
    ["is cut short", (text) => text.slice(0, -3)],
    ["has another digit", (text) => text.replace("123", "124")],
    ["has no checksum", (text) => text.split("\n")[1] as string],
    ["is longer than the limit", (text) => text + " ".repeat(limit)],
  ])("%s", async (_, damage) => {
    const path = join(temporaryFolder(), "record.json");
    await writeCheckedJson(path, { bytes: 123 });
    writeFileSync(path, damage(readFileSync(path, "utf8")));
    expect(await readCheckedJson(path, { limit })).toBeUndefined();
  });

  test("is not there, or is a folder", async () => {
    const folder = temporaryFolder();
    expect(await readCheckedJson(join(folder, "none"), { limit })).toBeUndefined();
    expect(await readCheckedJson(folder, { limit })).toBeUndefined();
  });
});

test("tells where it cannot be written", async () => {
  const folder = temporaryFolder();
  await expect(writeCheckedJson(folder, {})).rejects.toMatchObject({ code: "IO", path: folder });
});
