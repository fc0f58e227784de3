import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { builtPackage, temporaryFolder } from "@imagenet-v2/fixtures";
import { indexRecords, readMetadata } from "@imagenet-v2/tfrecord";
import { expect, test } from "vitest";

const script = join(builtPackage("export"), "test/write-in-process.js");

/** Prepares in a process of its own, which is killed so many milliseconds after it began, if at all. */
async function prepareAndKill(dataDir: string, after?: number) {
  const child = spawn(process.execPath, [script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  let said = "";
  let began = 0;
  child.stdout.on("data", (chunk) => {
    said += chunk;
    if (began > 0) return;
    began = performance.now();
    if (after !== undefined) setTimeout(() => child.kill("SIGKILL"), after);
  });
  await closed;
  return { said: said.trim().split("\n").at(-1), milliseconds: performance.now() - began };
}

test("is seen whole or not at all, whenever it is killed", { timeout: 120_000 }, async () => {
  const { milliseconds } = await prepareAndKill(temporaryFolder());
  const outcomes = new Set<boolean>();
  const moments = 12;
  for (let moment = 0; moment < moments; moment++) {
    const dataDir = temporaryFolder();
    const folder = join(dataDir, "imagenet_v2", "topimages", "3.0.0");
    await prepareAndKill(dataDir, (moment * milliseconds * 1.1) / moments);
    const seen = existsSync(folder);
    outcomes.add(seen);
    if (seen) await expectWhole(folder);

    expect((await prepareAndKill(dataDir)).said).toBe(seen ? "reused" : "made");
    await expectWhole(folder);
  }
  // Otherwise the moments prove nothing.
  expect(outcomes).toContain(false);
});

async function expectWhole(folder: string): Promise<void> {
  const { info, labels } = await readMetadata(folder);
  expect(info.splits[0]?.shardLengths).toEqual(Array(8).fill(250));
  expect(labels.label).toHaveLength(1000);
  const shards = readdirSync(folder).filter((name) => name.includes(".tfrecord-"));
  expect(shards).toHaveLength(8);
  for (const shard of shards) {
    expect(await indexRecords(join(folder, shard), { verify: true })).toHaveLength(250);
  }
}
