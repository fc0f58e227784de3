import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { openStore } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { image, openAny, tarOf } from "./archives.ts";

const a = image("7/a.jpeg", { body: new Uint8Array(900).fill(1) });
const b = image("8/b.jpeg", { body: new Uint8Array(700).fill(2) });

/** Opens and closes an archive, and gives its names. */
async function names(path: string, dataDir: string): Promise<string[]> {
  const store = await openAny(path, { dataDir });
  const names = Array.from({ length: store.length }, (_, i) => store.fileName(i)).sort();
  await store.close();
  return names;
}

function indexFile(dataDir: string): string {
  const [name, ...others] = readdirSync(join(dataDir, "index"));
  expect(others).toEqual([]);
  return join(dataDir, "index", name as string);
}

describe("the index of an archive", () => {
  test("lies in the data folder, and nothing beside the archive", async () => {
    const path = await tarOf([a, b]);
    const dataDir = temporaryFolder();
    await names(path, dataDir);
    expect(readdirSync(dataDir)).toEqual(["index"]);
    indexFile(dataDir);
    expect(readdirSync(dirname(path))).toHaveLength(1);
  });

  test("spares the second opening the headers", async () => {
    const path = await tarOf([a, b]);
    const dataDir = temporaryFolder();
    const time = new Date("2021-03-01");
    utimesSync(path, time, time);
    await names(path, dataDir);
    // Zeros for headers, size and time as before: only the index can tell the names.
    writeFileSync(path, Buffer.alloc(statSync(path).size));
    utimesSync(path, time, time);
    expect(await names(path, dataDir)).toEqual(["7/a.jpeg", "8/b.jpeg"]);
  });

  test.for([
    ["empty", () => ""],
    ["cut", (text: string) => text.slice(0, -10)],
    ["flipped in one bit", (text: string) => text.replace("7/a", "6/a")],
    ["not ours", () => "{}\n[]"],
    ["binary", () => "\0\uFFFD\n"],
  ] as const)("is made again, without a word, if it is %s", async ([, damage]) => {
    const path = await tarOf([a, b]);
    const dataDir = temporaryFolder();
    await names(path, dataDir);
    const index = indexFile(dataDir);
    const whole = readFileSync(index, "utf8");
    writeFileSync(index, damage(whole));
    expect(await names(path, dataDir)).toEqual(["7/a.jpeg", "8/b.jpeg"]);
    expect(readFileSync(index, "utf8")).toBe(whole);
  });

  test("is made again if the archive changed", async () => {
    const path = await tarOf([a]);
    const dataDir = temporaryFolder();
    await names(path, dataDir);
    renameSync(await tarOf([a, b]), path);
    expect(await names(path, dataDir)).toEqual(["7/a.jpeg", "8/b.jpeg"]);
    indexFile(dataDir);
  });

  test("lives in memory where the data folder cannot be", async () => {
    const path = await tarOf([a, b]);
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(await names(path, join(file, "data"))).toEqual(["7/a.jpeg", "8/b.jpeg"]);
  });

  test("is kept for each archive", async () => {
    const dataDir = temporaryFolder();
    await names(await tarOf([a]), dataDir);
    await names(await tarOf([b]), dataDir);
    expect(readdirSync(join(dataDir, "index"))).toHaveLength(2);
  });
});

describe("an archive that changes while it is open", () => {
  test("gives an error, not another image, once it was written to", async () => {
    const path = await tarOf([a, b]);
    const store = await openAny(path);
    expect(await store.read(0)).toHaveLength(store.byteLength(0));
    const description = store.describe();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.reverse());
    const changed = expect.objectContaining({ code: "DATA_CHANGED" });
    await expect(store.read(0)).rejects.toEqual(changed);
    expect(() => store.readSync(1)).toThrow(changed);
    await expect(openStore(description)).rejects.toEqual(changed);
    await store.close();
  });

  test("gives an error once it was cut", async () => {
    const path = await tarOf([a, b]);
    const store = await openAny(path);
    truncateSync(path, 1024);
    await expect(store.read(0)).rejects.toMatchObject({ code: "DATA_CHANGED" });
    await store.close();
  });

  test("gives an error once something was added", async () => {
    const path = await tarOf([a, b]);
    const store = await openAny(path);
    appendFileSync(path, "x");
    await expect(store.read(0)).rejects.toMatchObject({ code: "DATA_CHANGED" });
    await store.close();
  });

  test("gives the images it had where another file took its name", async () => {
    const path = await tarOf([a]);
    const store = await openAny(path);
    const description = store.describe();
    renameSync(await tarOf([b, a]), path);
    expect(await store.read(0)).toEqual(a.body);
    await expect(openStore(description)).rejects.toMatchObject({ code: "DATA_CHANGED" });
    await store.close();
  });

  test("cannot be opened again from a description once it is gone", async () => {
    const path = await tarOf([a]);
    const store = await openAny(path);
    mkdirSync(join(dirname(path), "aside"));
    renameSync(path, join(dirname(path), "aside", "x.tar"));
    await expect(openStore(store.describe())).rejects.toMatchObject({ code: "DATA_CHANGED" });
    await store.close();
  });
});
