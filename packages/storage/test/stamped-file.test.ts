import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { namedPipe, temporaryFolder } from "@imagenet-v2/fixtures";
import { StampedFile } from "@imagenet-v2/storage/internal/node";
import { describe, expect, onTestFinished, test } from "vitest";

async function opened(text = "0123456789"): Promise<{ path: string; file: StampedFile }> {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, text);
  const file = await StampedFile.open(path);
  onTestFinished(() => file.close());
  return { path, file };
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("reads at any position, many at once, and in pieces", async () => {
  const { file } = await opened();
  const parts = [new Uint8Array(3), new Uint8Array(4), new Uint8Array(1)] as const;
  await Promise.all([file.read(parts[0], 7), file.read(parts[1], 0)]);
  file.readSync(parts[2], 5);
  expect(parts).toEqual([bytes("789"), bytes("0123"), bytes("5")]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.chunks(4)) chunks.push(chunk);
  expect(chunks).toEqual([bytes("0123"), bytes("4567"), bytes("89")]);
});

describe("gives an error and no bytes once the file", () => {
  test.each<[string, (path: string) => void]>([
    ["was written to", (path) => appendFileSync(path, "more")],
    ["was cut", (path) => truncateSync(path, 5)],
  ])("%s", async (_, change) => {
    const { path, file } = await opened();
    change(path);
    const changed = { code: "DATA_CHANGED", path: file.path };
    await expect(file.read(new Uint8Array(4), 4)).rejects.toMatchObject(changed);
    expect(() => file.readSync(new Uint8Array(4), 4)).toThrow(
      expect.objectContaining(changed) as Error,
    );
  });
});

test("past its end there is nothing to read", async () => {
  const { file } = await opened();
  await expect(file.read(new Uint8Array(4), 8)).rejects.toMatchObject({ code: "DATA_CHANGED" });
});

test("is opened again only while it is the same", async () => {
  const { path, file } = await opened();
  const again = await StampedFile.reopen(path, file.stamp);
  await again.close();
  appendFileSync(path, "more");
  const changed = { code: "DATA_CHANGED" };
  await expect(StampedFile.reopen(path, file.stamp)).rejects.toMatchObject(changed);
  rmSync(path);
  await expect(StampedFile.reopen(path, file.stamp)).rejects.toMatchObject(changed);
});

test("stays the file that was opened where another one takes its name", async () => {
  const { path, file } = await opened();
  writeFileSync(`${path}.new`, "abcdefghij");
  renameSync(`${path}.new`, path);
  const into = new Uint8Array(4);
  await file.read(into, 0);
  expect(into).toEqual(bytes("0123"));
});

test("names what is not there, and never waits for a pipe", async () => {
  const folder = temporaryFolder();
  const none = join(folder, "none");
  await expect(StampedFile.open(none)).rejects.toMatchObject({ code: "NOT_FOUND", path: none });
  const pipe = namedPipe(join(folder, "pipe"));
  await expect(StampedFile.open(pipe)).rejects.toMatchObject({ code: "NOT_A_FILE" });
});
