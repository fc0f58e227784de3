// The command as users interrupt it: a process of its own, real signals, a server that fails.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  builtPackage,
  drawInterruptions,
  ended,
  type FaultyServer,
  faultyServer,
  generator,
  interrupt,
  temporaryFolder,
} from "@imagenet-v2/fixtures";
import { describe, expect, onTestFinished, test } from "vitest";

const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");
/** Bytes that look random and are the same each time. */
const content = createHash("shake256", { outputLength: 32_000_000 }).update("archive").digest();
const sha256 = createHash("sha256").update(content).digest("hex");
/** As a line that bytes come over while signals do, and that holds few of them when they come. */
const flow = { bytesPerSecond: 12_000_000 };

/** Starts `imagenet-v2 download` of the content into a folder. */
function downloader(server: FaultyServer, dataDir: string, ...options: string[]) {
  const file = ["--url", `${server.url}/packed.tar`, "--sha256", sha256, ...options];
  const argv = [program, "download", ...file, "--no-progress", "--data-dir", dataDir];
  return () => {
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  };
}

test("download, interrupted 15 times in five ways, resumes each time", async () => {
  const server = await faultyServer(content);
  const start = downloader(
    server,
    temporaryFolder(),
    ...["--bytes", String(content.length), "--stall-timeout", "0.5"],
  );
  const interruptions = drawInterruptions(15, 0.9 * content.length, generator(1));
  const runs = await interrupt(start, server, interruptions, flow);

  expect(runs.map(({ sent }) => sent)).toEqual([
    ...Array(3).fill(["SIGKILL", "SIGINT"]).flat(),
    undefined,
  ]);
  for (const { sent, code, signal, stdout, stderr } of runs) {
    if (sent === "SIGKILL") expect({ code, signal }).toEqual({ code: null, signal: sent });
    if (sent !== "SIGINT") continue;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toBe(
      "What came so far is kept: the same command goes on from there.\nimagenet-v2: Interrupted.\n",
    );
  }
  const { code, stdout: path } = runs.at(-1) ?? {};
  expect(code).toBe(0);
  expect(readFileSync(path?.trimEnd() ?? "").equals(content)).toBe(true);
  expect(readdirSync(dirname(path ?? ""))).toHaveLength(1);
  expect(server.log.length).toBeGreaterThan(15);
  expect(server.log.slice(1).filter(({ from }) => from === 0)).toEqual([]);
  expect(server.sent).toBeLessThan(1.1 * content.length);
}, 60_000);

test("download, ended by SIGTERM, keeps what came, and ends with 143", async () => {
  const server = await faultyServer(content, () => flow);
  const dataDir = temporaryFolder();
  const child = downloader(server, dataDir)();
  await expect.poll(() => server.sent, { timeout: 20_000 }).toBeGreaterThan(1_000_000);
  child.kill("SIGTERM");
  const { code, stderr } = await ended(child);
  expect(code).toBe(143);
  expect(stderr).toContain("goes on from there");
  expect(readdirSync(join(dataDir, "downloads"))).toEqual([expect.stringContaining(".part-")]);
});

test("download by eight processes at once is one download", async () => {
  const server = await faultyServer(content, () => flow);
  const dataDir = temporaryFolder();
  const start = downloader(server, dataDir);
  const runs = await Promise.all(Array.from({ length: 8 }, () => ended(start())));
  const ends = runs.map(({ code, stdout }) => ({ code, path: stdout.trimEnd() }));
  const [first] = ends;
  expect(ends).toEqual(Array(8).fill({ code: 0, path: first?.path }));
  expect(readFileSync(first?.path ?? "").equals(content)).toBe(true);
  expect(readdirSync(dirname(first?.path ?? ""))).toHaveLength(1);
  expect(server.sent).toBe(content.length);
});

describe("no token and no password is in what download says or writes,", () => {
  const secret = "hunter2";
  /** All that a failing download said, and all files and names it left. */
  async function traces(url: string, env: NodeJS.ProcessEnv): Promise<string> {
    const dataDir = temporaryFolder();
    const said: string[] = [];
    for (const how of [["--debug"], ["--debug", "--json"]]) {
      const file = ["--url", url, "--sha256", sha256, "--retries", "1"];
      const argv = [program, "download", ...file, "--data-dir", dataDir, ...how];
      const own = { PATH: process.env.PATH, HOME: dataDir, HF_TOKEN: secret, ...env };
      const child = spawn(process.execPath, argv, { env: own, stdio: ["ignore", "pipe", "pipe"] });
      const { code, stdout, stderr } = await ended(child);
      expect(code).not.toBe(0);
      expect(stderr).not.toBe("");
      said.push(stdout, stderr);
    }
    for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
      said.push(entry.name);
      if (entry.isFile()) said.push(readFileSync(join(entry.parentPath, entry.name), "latin1"));
    }
    return said.join("\n");
  }

  test("of the URL, of HF_TOKEN", async () => {
    const server = await faultyServer(content, ({ range }) =>
      range === undefined ? { cutAfter: 100_000 } : { status: 403 },
    );
    const url = `${server.url.replace("//", `//me:${secret}@`)}/x.tar?signature=${secret}`;
    const left = await traces(url, { HF_ENDPOINT: server.url });
    // Sent they are: to the server that they are for.
    expect(server.log[0]?.url).toContain(secret);
    expect(left).toContain(".part-");
    expect(left).not.toContain(secret);
  });

  test.each(["http", "https"])("of a proxy for %s", async (protocol) => {
    const server = await faultyServer(content, () => ({ status: 407 }));
    for (const proxy of [server.url, "http://127.0.0.1:1"]) {
      const left = await traces(`${protocol}://mirror.example/x.tar`, {
        [`${protocol}_proxy`]: proxy.replace("//", `//me:${secret}@`),
      });
      expect(left).not.toContain(secret);
    }
  });
});
