import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { clean, cleanable } from "@imagenet-v2/fetch";
import { builtPackage, runModule, temporaryFolder } from "@imagenet-v2/fixtures";
import { cacheTensors } from "@imagenet-v2/loader";
import { expect, onTestFinished, test } from "vitest";
import { archiveOfPictures, openPictures, small } from "./pictures.ts";

const archive = await archiveOfPictures(50);
const dataset = await openPictures(archive);

/** The text of a program that makes a cache, and sends itself a signal when half of it is written. */
function making(cache: string, signal: "SIGKILL" | "SIGSTOP"): string {
  return `
    import { cacheTensors, datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
    const store = await ArchiveStore.open(${JSON.stringify(archive)}, {
      partial: true,
      dataDir: ${JSON.stringify(temporaryFolder())},
    });
    const onProgress = ({ done }) => done < 50 && process.kill(process.pid, "${signal}");
    const options = { workers: 0, onProgress };
    await cacheTensors(datasetOf(store), { resize: 10, crop: 8 }, ${JSON.stringify(cache)}, options);`;
}

async function makeAndKill(cache: string): Promise<void> {
  const { stderr } = await runModule(making(cache, "SIGKILL"), { cwd: builtPackage("loader") });
  expect(stderr).toBe("");
}

function left(cache: string): string[] {
  return readdirSync(dirname(cache)).filter((name) => name !== "tensors.npy.lock");
}

test("what a killed run left of a cache is removed by the next", async () => {
  const cache = join(temporaryFolder(), "tensors.npy");
  for (let time = 1; time <= 2; time++) {
    await makeAndKill(cache);
    const [temporary = "", ...others] = left(cache);
    expect([temporary, others]).toEqual([expect.stringMatching(/^\.imagenet-v2-.*\.tmp$/), []]);
    expect(statSync(join(dirname(cache), temporary)).size).toBeGreaterThan(32 * 3 * 8 * 8);
  }
  await cacheTensors(dataset, small, cache, { workers: 0 });
  expect(readdirSync(dirname(cache)).sort()).toEqual(["tensors.npy", "tensors.npy.json"]);
});

test("what a killed run left of a cache in the data folder is removed by clean", async () => {
  const dataDir = temporaryFolder();
  const cache = join(dataDir, "tensors.npy");
  await makeAndKill(cache);
  const items = await cleanable({ dataDir });
  expect(items.map(({ kind }) => kind).sort()).toEqual(["lock", "temporary"]);
  await clean(items, { dataDir });
  expect(readdirSync(dataDir)).toEqual([]);
});

test.skipIf(!existsSync("/proc/self/status"))(
  "a cache that others finished, while its maker was taken for dead, stays (needs /proc)",
  async () => {
    const cache = join(temporaryFolder(), "tensors.npy");
    const child = spawn(
      process.execPath,
      ["--input-type=module", "--eval", making(cache, "SIGSTOP")],
      { cwd: builtPackage("loader"), stdio: ["ignore", "inherit", "inherit"] },
    );
    onTestFinished(() => void child.kill("SIGKILL"));
    const state = () =>
      /^State:\s*(.)/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
    await expect.poll(state, { timeout: 20_000 }).toBe("T");
    // What a run that waits does when the holder of the lock has shown no life for 15 s.
    rmSync(`${cache}.lock`);
    await cacheTensors(dataset, small, cache, { workers: 0 });
    const { ino } = statSync(cache);
    child.kill("SIGCONT");
    expect(await once(child, "close")).toEqual([0, null]);
    expect(statSync(cache).ino).toBe(ino);
    expect(readdirSync(dirname(cache)).sort()).toEqual(["tensors.npy", "tensors.npy.json"]);
  },
);
