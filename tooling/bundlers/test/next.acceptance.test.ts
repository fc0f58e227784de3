import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { sampleArchive } from "@imagenet-v2/sample";
import { build as esbuild } from "esbuild";
import { beforeAll, expect, test, vi } from "vitest";
import { packedProject, printed } from "./packed.ts";

vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const dataDir = temporaryFolder();
const archive = await sampleArchive({ dataDir });
let folder: string;
let expected: { readonly hash: string };

beforeAll(() => {
  folder = packedProject("next@16", "react@19", "react-dom@19");
  cpSync(join(import.meta.dirname, "../next"), folder, { recursive: true });
  expected = printed(folder, "main.js", archive);
  expect(expected.hash).toMatch(/^[0-9a-f]{64}$/);
});

/** Builds the app, starts it, and asks its route with each of these questions. */
async function answers(flags: readonly string[], env: object, questions: readonly object[]) {
  const next = join(folder, "node_modules/next/dist/bin/next");
  const options = {
    cwd: folder,
    env: {
      ...process.env,
      NODE_PATH: "",
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      ...env,
    },
  } as const;
  execFileSync(process.execPath, [next, "build", ...flags], { ...options, stdio: "inherit" });
  const server = spawn(process.execPath, [next, "start", "--port", "0"], options);
  try {
    const url = await addressOf(server.stdout);
    return await Promise.all(
      questions.map(async (asked) => {
        const query = new URLSearchParams({ dataDir, ...asked });
        return (await fetch(new URL(`/hash?${query}`, url))).json();
      }),
    );
  } finally {
    const ended = once(server, "exit");
    server.kill();
    await ended;
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const [url] = /http:\/\/localhost:\d+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("next start ended without an address.");
}

test("a route handler built by Turbopack makes the same batches", async () => {
  expect(await answers([], {}, [{}])).toEqual([expected]);
});

test("built by webpack, the threads' file is missed, and works as the option worker", async () => {
  const worker = join(folder, "worker.mjs");
  await esbuild({
    entryPoints: [join(folder, "threads.js")],
    outfile: worker,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const [refused, worked] = await answers(["--webpack"], {}, [{}, { worker }]);
  expect(refused).toMatchObject({
    code: "WORKER_DIED",
    hint: expect.stringContaining("mark imagenet-v2 as external, or bundle imagenet-v2/worker"),
  });
  expect(worked).toEqual(expected);
});

test("built by webpack with imagenet-v2 as external it works", async () => {
  expect(await answers(["--webpack"], { EXTERNAL: "1" }, [{}])).toEqual([expected]);
});
