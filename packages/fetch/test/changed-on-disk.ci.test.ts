import { closeSync, openSync, readdirSync, utimesSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fetchArchive, type Progress } from "@imagenet-v2/fetch";
import { knownSha256 } from "@imagenet-v2/fetch/internal";
import { faultyServer } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, leavePart, lyingAbout, sameBytes, setting } from "./archives.ts";

const bytes = archiveBytes(3_000_000);

/** Changes a byte of the part of a download, as a failing disk or another program does. */
function flip(path: string, at: number): void {
  const [part = ""] = readdirSync(dirname(path)).filter((name) => name.includes(".part-"));
  const file = openSync(join(dirname(path), part, "data"), "r+");
  writeSync(file, Buffer.from([(bytes[at] as number) ^ 1]), 0, 1, at);
  closeSync(file);
}

/** Calls back once, when a report satisfies the condition. */
function once(condition: (progress: Progress) => boolean, act: () => void) {
  let done = false;
  return (progress: Progress) => {
    if (done || !condition(progress)) return;
    done = true;
    act();
  };
}

describe("bytes that change on the disk are not published:", () => {
  test.each([1, 4])("while the rest is downloaded (connections: %i)", async (connections) => {
    const server = await faultyServer(bytes, (_, n) =>
      n < 4 ? { bytesPerSecond: 3_000_000 } : {},
    );
    const { variant, path, options, dataDir } = setting(bytes);
    const onProgress = once(
      ({ phase, bytes }) => phase === "downloading" && bytes > 1_000_000,
      () => flip(path, 500_000),
    );
    const own = { ...options, connections, baseUrl: server.url, onProgress };
    await fetchArchive(variant, own);
    expect(sameBytes(path, bytes)).toBe(true);
    expect(await knownSha256(dataDir, path)).toBe(variant.archive.sha256);
  });

  test("after a part was taken up", async () => {
    const server = await faultyServer(bytes, (_, n) =>
      n === 0 ? { bytesPerSecond: 3_000_000 } : {},
    );
    const { variant, path, options } = setting(bytes);
    leavePart(path, bytes.subarray(0, 1_000_000));
    const notes: string[] = [];
    const flipped = once(
      ({ phase, bytes }) => phase === "downloading" && bytes > 1_500_000,
      () => flip(path, 500_000),
    );
    const onProgress = (progress: Progress) => {
      flipped(progress);
      if (progress.note !== undefined) notes.push(progress.note);
    };
    await fetchArchive(variant, { ...options, baseUrl: server.url, onProgress });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(notes).toEqual([expect.stringMatching(/expected sha256 .* Starting over/)]);
  });

  test("while they are checked", async () => {
    const large = archiveBytes(40_000_000);
    const server = await faultyServer(large);
    const { variant, path, options } = setting(large);
    // Even if what was read by then was right: nobody knows what else changes.
    const onProgress = once(
      ({ phase, bytes }) => phase === "checking" && bytes > 0,
      () => {
        const [part = ""] = readdirSync(dirname(path)).filter((name) => name.includes(".part-"));
        utimesSync(join(dirname(path), part, "data"), 1, 1);
      },
    );
    await expect(
      fetchArchive(variant, { ...options, baseUrl: server.url, onProgress }),
    ).rejects.toMatchObject({
      code: "DATA_CHANGED",
      hint: expect.stringContaining("nobody else may write to"),
    });
    expect(lyingAbout(path)).toEqual(["archive.part"]);
  });
});
