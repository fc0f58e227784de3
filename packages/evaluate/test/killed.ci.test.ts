import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { merge } from "@imagenet-v2/evaluate";
import { archiveOf, builtPackage, temporaryFolder } from "@imagenet-v2/fixtures";
import { beforeAll, expect, test } from "vitest";

const script = join(builtPackage("evaluate"), "test/evaluate-in-process.js");

/** An archive with all names of a variant and tiny pictures, and the results of an unbroken run. */
const folder = temporaryFolder();
const archive = join(folder, "imagenetv2-matched-frequency.tar.gz");
const whole = join(folder, "whole.jsonl");

beforeAll(async () => {
  const topDirectory = "imagenetv2-matched-frequency-format-val";
  await archiveOf(archive, fileNames("matched-frequency"), { topDirectory });
  expect((await evaluateAndKill([archive, whole])).code).toBe(0);
}, 120_000);

/** Evaluates in a process of its own, which is killed once it has done so many images, if at all. */
async function evaluateAndKill(args: readonly string[], killAt = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close") as Promise<[number | null, string | null]>;
  const done: number[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    done.push(...`${chunk}`.trim().split("\n").map(Number));
    if ((done.at(-1) as number) >= killAt) child.kill("SIGKILL");
  });
  const [code, signal] = await closed;
  return { done, code, signal };
}

test.each(["tensor", "image"])(
  "a run of input %s over 10,000, killed five times, ends as an unbroken one",
  {
    timeout: 180_000,
  },
  async (input) => {
    const all = ["0/1", input];
    const whole = join(folder, `whole-${input}.jsonl`);
    expect((await evaluateAndKill([archive, whole, ...all])).code).toBe(0);
    const results = join(folder, `${input}.jsonl`);
    const begun: number[] = [];
    for (let kill = 1; kill <= 5; kill++) {
      const at = 1500 * kill + Math.floor(1000 * Math.random());
      const { done, signal } = await evaluateAndKill([archive, results, ...all], at);
      expect(signal).toBe("SIGKILL");
      begun.push(done[0] as number);
    }
    expect(existsSync(results)).toBe(false);
    const { done, code } = await evaluateAndKill([archive, results, ...all]);
    expect(code).toBe(0);
    // Each went on behind where the one before was killed.
    expect(
      [...begun.slice(1), done[0]].map((first, i) => (first as number) > 1500 * (i + 1)),
    ).toEqual(Array(5).fill(true));
    expect(readFileSync(results).equals(readFileSync(whole))).toBe(true);
  },
);

const parallel = spawnSync("parallel", ["--version"]).stdout?.includes("GNU");

test.skipIf(!parallel)(
  "8 shards by GNU parallel, one killed and repeated, add up to an unbroken run (needs GNU parallel)",
  { timeout: 180_000 },
  async () => {
    await evaluateAndKill([archive, join(folder, "5.jsonl"), "5/8"], 300);
    expect(existsSync(join(folder, "5.jsonl"))).toBe(false);

    const { status, stderr } = spawnSync(
      "parallel",
      [
        "-j2",
        process.execPath,
        script,
        archive,
        join(folder, "{}.jsonl"),
        "{}/8",
        ":::",
        ..."01234567",
      ],
      { encoding: "utf8" },
    );
    expect([status, stderr.replace(/Academic tradition[\s\S]*/, "")]).toEqual([0, ""]);
    const merged = join(folder, "merged.jsonl");
    await merge(
      [..."01234567"].map((i) => join(folder, `${i}.jsonl`)),
      { results: merged },
    );
    expect(readFileSync(merged).equals(readFileSync(whole))).toBe(true);
  },
);
