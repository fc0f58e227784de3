import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtPackage, hasChromium, openPage, temporaryFolder } from "@imagenet-v2/fixtures";
import { sampleArchive } from "@imagenet-v2/sample";
import { build as esbuild } from "esbuild";
import { preview, build as vite } from "vite";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";

// Each bundles a whole program and starts others.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const native = ["sharp", "onnxruntime-node"];
const app = join(temporaryFolder(), "app");
const archive = await sampleArchive({ dataDir: temporaryFolder() });

/** What a program prints. */
function run(file: string, ...args: string[]) {
  // pnpm's NODE_PATH would lead to everything that is installed here.
  const env = { ...process.env, NODE_PATH: "" };
  const output = execFileSync(process.execPath, [join(app, file), archive, ...args], { env });
  return JSON.parse(output.toString());
}

let expected: { readonly hash: string };
/** What using each room gives, unbundled: the sample has 24 tabbies among 67. */
const used = { evaluate: 24, sample: true, view: true, explorer: 200, export: [] };
beforeAll(() => {
  cpSync(join(import.meta.dirname, "../app"), app, { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ type: "module" }));
  mkdirSync(join(app, "node_modules"));
  symlinkSync(builtPackage("imagenet-v2"), join(app, "node_modules/imagenet-v2"));
  // Whoever keeps it out of a bundle has it installed.
  symlinkSync(join(builtPackage("view"), "node_modules/sharp"), join(app, "node_modules/sharp"));
  expected = run("main.js");
  expect(expected.hash).toMatch(/^[0-9a-f]{64}$/);
});

const refusal = {
  code: "WORKER_DIED",
  hint: expect.stringMatching(
    /mark imagenet-v2 as external, or bundle imagenet-v2\/worker as a file of its own and pass its URL as the option worker/,
  ),
};

/** The same for files that are installed with the library, and that no bundle has. */
function missing(file: RegExp) {
  return {
    code: "UNSUPPORTED",
    message: expect.stringMatching(file),
    hint: "In a bundle: mark imagenet-v2 as external. Elsewhere: install it again.",
  };
}

describe.each([
  ["ESM", "esm", "mjs"],
  ["CommonJS", "cjs", "cjs"],
] as const)("esbuild, %s", (_, format, ending) => {
  const bundle = (outdir: string, options: object) =>
    esbuild({
      absWorkingDir: app,
      entryPoints: ["main.js", "rooms.js", "threads.js"],
      outdir,
      outExtension: { ".js": `.${ending}` },
      bundle: true,
      platform: "node",
      format,
      logLevel: "error",
      ...options,
    });

  test("the whole library: the threads' file is missed, and works as the option worker", async () => {
    await bundle(format, { external: native });
    expect(run(`${format}/main.${ending}`)).toEqual(refusal);
    const worker = join(app, format, `threads.${ending}`);
    expect(run(`${format}/main.${ending}`, worker)).toEqual(expected);
  });

  test("the whole library: evaluate works; what needs installed files starts, and is refused when used", async () => {
    await bundle(`${format}-rooms`, { external: native });
    expect(run(`${format}-rooms/rooms.${ending}`, temporaryFolder())).toEqual({
      evaluate: used.evaluate,
      sample: missing(/tar-stream|datasets-img-airplane/),
      view: used.view,
      explorer: missing(/The explorer's page/),
      export: missing(/The explorer's page/),
    });
  });

  test("with imagenet-v2 as external it works", async () => {
    await bundle(`${format}-external`, { external: ["imagenet-v2"] });
    expect(run(`${format}-external/main.${ending}`)).toEqual(expected);
  });

  test("with imagenet-v2 as external the other rooms work, too", async () => {
    await bundle(`${format}-rooms-external`, { external: ["imagenet-v2"] });
    expect(run(`${format}-rooms-external/rooms.${ending}`, temporaryFolder())).toEqual(used);
  });
});

describe("Vite", () => {
  const everything = { noExternal: true, external: native } as const;
  const bundle = (outDir: string, ssr: object) =>
    vite({
      root: app,
      configFile: false,
      logLevel: "error",
      ssr,
      build: {
        ssr: true,
        outDir,
        rolldownOptions: { input: ["main.js", "threads.js"].map((file) => join(app, file)) },
      },
    });

  test("a build of the whole library: the threads' file is missed, and works as the option worker", async () => {
    await bundle("vite", everything);
    expect(run("vite/main.js")).toEqual(refusal);
    expect(run("vite/main.js", join(app, "vite/threads.js"))).toEqual(expected);
  });

  test("a build with imagenet-v2 as external works", async () => {
    await bundle("vite-external", { external: ["imagenet-v2"] });
    expect(run("vite-external/main.js")).toEqual(expected);
  });

  test.each([
    ["imagenet-v2 as external", { external: ["imagenet-v2"] }],
    ["the whole library", everything],
  ])("the development server works with %s", async (_, ssr) => {
    // A process of its own: this one takes packages from their sources.
    const program = `
      import { createServer } from "vite";
      const server = await createServer({
        root: ${JSON.stringify(app)},
        configFile: false,
        logLevel: "error",
        appType: "custom",
        server: { middlewareMode: true, ws: false },
        ssr: ${JSON.stringify(ssr)},
      });
      const { hashOfBatches } = await server.ssrLoadModule("/hash.js");
      console.log(await hashOfBatches(${JSON.stringify(archive)}));
      await server.close();`;
    const argv = ["--input-type=module", "--eval", program];
    const hash = execFileSync(process.execPath, argv, { cwd: import.meta.dirname });
    expect(hash.toString().trim()).toBe(expected.hash);
  });

  test.skipIf(!hasChromium)(
    "a page of the whole library has the worker for its site's files as a file of its own (needs Chromium)",
    async () => {
      writeFileSync(join(app, "index.html"), "<script type=module src=/site-files.js></script>");
      const options = { root: app, configFile: false, logLevel: "error" } as const;
      await vite({ ...options, build: { outDir: "page" } });
      const assets = readdirSync(join(app, "page/assets"));
      expect(assets.filter((file) => /^opfs-worker-.*\.js$/.test(file))).toHaveLength(1);
      const server = await preview({
        ...options,
        build: { outDir: "page" },
        preview: { host: "127.0.0.1", port: 0 },
      });
      onTestFinished(() => server.close());
      const url = server.resolvedUrls?.local[0];
      const { page } = await openPage({ program: "", resolveDir: app, url });
      await page.waitForFunction("globalThis.run");
      expect(await page.evaluate("run()")).toEqual([1, 2, 3]);
    },
  );
});
