// A page's bundle: whether its Web Workers are found, which is an error where they are asked for and are not.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtPackage, hasChromium, temporaryFolder } from "@imagenet-v2/fixtures";
import { sampleArchive } from "@imagenet-v2/sample";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { outcomeAt, outcomeInPage } from "./page.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const app = join(temporaryFolder(), "app");
const archive = await sampleArchive({ dataDir: temporaryFolder() });
let expected: { readonly hash: string };
beforeAll(async () => {
  cpSync(join(import.meta.dirname, "../app"), app, { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ type: "module" }));
  mkdirSync(join(app, "node_modules"));
  symlinkSync(builtPackage("imagenet-v2"), join(app, "node_modules/imagenet-v2"));
  // Unbundled, in Node.
  const printed = execFileSync(process.execPath, [join(app, "main.js"), archive]);
  expected = JSON.parse(printed.toString());
  expect(expected.hash).toMatch(/^[0-9a-f]{64}$/);
});

describe.skipIf(!hasChromium)("a page bundled (needs Chromium)", () => {
  test("by Vite finds its workers", async () => {
    await vite({
      root: app,
      configFile: false,
      logLevel: "error",
      build: { outDir: "page", rolldownOptions: { input: join(app, "page.html") } },
    });
    expect(await outcomeInPage(join(app, "page"), archive, "/page.html")).toEqual(expected);
    // With the published names, loaded later, it has a megabyte; and Vite before 8 builds no worker that loads something later.
    const assets = join(app, "page/assets");
    const worker = readdirSync(assets).find((name) => name.startsWith("page-worker")) ?? "";
    const { size } = statSync(join(assets, worker));
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThan(500_000);
  });

  test.each([
    ["as it comes", {}],
    ["put together beforehand", { include: ["imagenet-v2"] }],
  ])("by Vite's development server finds its workers, the library %s", async (_, optimizeDeps) => {
    mkdirSync(join(app, "public"), { recursive: true });
    cpSync(archive, join(app, "public/sample.tar"));
    // A process of its own: this one takes packages from their sources.
    const program = `
      import { createServer } from "vite";
      const server = await createServer({
        root: ${JSON.stringify(app)},
        configFile: false,
        logLevel: "error",
        optimizeDeps: ${JSON.stringify({ ...optimizeDeps, entries: ["page.html"] })},
        server: { port: 0, host: "127.0.0.1", fs: { strict: false } },
      });
      await server.listen();
      console.log(server.resolvedUrls.local[0]);`;
    const server = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void server.kill());
    const [url] = await once(server.stdout, "data");
    expect(await outcomeAt(`${String(url).trim()}page.html`)).toEqual(expected);
  });

  test("by esbuild misses them, and takes their file as the option worker", async () => {
    await esbuild({
      absWorkingDir: app,
      entryPoints: ["page.js", "threads.js"],
      outdir: "page-esbuild",
      bundle: true,
      format: "esm",
      logLevel: "error",
      platform: "browser",
      splitting: true,
    });
    const folder = join(app, "page-esbuild");
    cpSync(join(app, "page.html"), join(folder, "page.html"));
    expect(await outcomeInPage(folder, archive, "/page.html")).toMatchObject({
      code: "WORKER_DIED",
      hint: expect.stringMatching(/Bundle imagenet-v2\/worker as a file of its own.*option worker/),
    });
    expect(await outcomeInPage(folder, archive, "/page.html?worker=/threads.js")).toEqual(expected);
  });
});
