import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { hasChromium, temporaryFolder } from "@imagenet-v2/fixtures";
import { sampleArchive } from "@imagenet-v2/sample";
import { beforeAll, expect, test, vi } from "vitest";
import { packedProject, printed } from "./packed.ts";
import { outcomeInPage } from "./page.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const archive = await sampleArchive({ dataDir: temporaryFolder() });
const used = { evaluate: 24, sample: true, view: true, explorer: 200, export: [] };
let folder: string;
let expected: { readonly hash: string };

beforeAll(() => {
  folder = packedProject("webpack@5");
  expected = printed(folder, "main.js", archive);
  expect(expected.hash).toMatch(/^[0-9a-f]{64}$/);
});

test("webpack 5 bundles the whole library: threads and all rooms work, and a worker of one's own", () => {
  execFileSync(process.execPath, ["webpack.js"], { cwd: folder, stdio: "inherit" });
  expect(printed(folder, "bundled/main.cjs", archive)).toEqual(expected);
  const worker = join(folder, "bundled/threads.cjs");
  expect(printed(folder, "bundled/main.cjs", archive, worker)).toEqual(expected);
  expect(printed(folder, "bundled/rooms.cjs", archive, temporaryFolder())).toEqual(used);
});

test("webpack 5 with imagenet-v2 as external works", () => {
  execFileSync(process.execPath, ["webpack.js", "external"], { cwd: folder, stdio: "inherit" });
  expect(printed(folder, "external/main.mjs", archive)).toEqual(expected);
  expect(printed(folder, "external/rooms.mjs", archive, temporaryFolder())).toEqual(used);
});

test.skipIf(!hasChromium)("webpack 5 finds the workers of a page (needs Chromium)", async () => {
  execFileSync(process.execPath, ["webpack.js", "page"], { cwd: folder, stdio: "inherit" });
  copyFileSync(join(folder, "page.html"), join(folder, "page/page.html"));
  expect(await outcomeInPage(join(folder, "page"), archive, "/page.html")).toEqual(expected);
});
