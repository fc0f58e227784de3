// The package as a web page gets it: the build, put together by the page's own bundler.
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import type { ImageTensor } from "@imagenet-v2/core";
import * as decode from "@imagenet-v2/decode";
import { chromiumOptions, hasChromium, temporaryFolder } from "@imagenet-v2/fixtures";
import * as esbuild from "esbuild";
import { chromium } from "playwright-core";
import sharp from "sharp";
import * as vite from "vite";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { flatJpeg, jpeg } from "./images.ts";
import { type Outcome, outcomeOf, sha256 } from "./outcome.ts";

const ours = fileURLToPath(new URL("..", import.meta.url));

/** A web project that has this package installed. */
const project = temporaryFolder();
const program = join(project, "main.js");

beforeAll(async () => {
  const installed = join(project, "node_modules/@imagenet-v2/decode");
  await mkdir(dirname(installed), { recursive: true });
  await symlink(ours, installed);
  await writeFile(
    program,
    `import * as decode from "@imagenet-v2/decode";
     import { createKernel } from "@imagenet-v2/decode/kernel";
     import { outcomeOf } from ${JSON.stringify(join(ours, "test/outcome.ts"))};

     globalThis.createKernel = createKernel;
     globalThis.outcome = async (name) => {
       const bytes = new Uint8Array(await (await fetch(name)).arrayBuffer());
       return outcomeOf(decode, bytes, name);
     };`,
  );
});

interface Bundle {
  readonly code: string;
  readonly warnings: readonly string[];
  /** Modules that the code still imports. */
  readonly imports: readonly string[];
}

const bundlers: Readonly<Record<string, () => Promise<Bundle>>> = {
  async esbuild() {
    const { outputFiles, warnings, metafile } = await esbuild.build({
      entryPoints: [program],
      bundle: true,
      format: "esm",
      logLevel: "silent",
      metafile: true,
      outdir: project,
      platform: "browser",
      write: false,
    });
    return {
      code: outputFiles[0]?.text ?? "",
      warnings: warnings.map(({ text }) => text),
      imports: Object.values(metafile.outputs).flatMap(({ imports }) =>
        imports.map(({ path }) => path),
      ),
    };
  },

  async Vite() {
    const warnings: string[] = [];
    const warn = (text: string) => void warnings.push(text);
    const logger = { ...vite.createLogger("silent"), warn, warnOnce: warn, error: warn };
    const built = await vite.build({
      root: project,
      configFile: false,
      customLogger: logger,
      logLevel: "silent",
      build: { write: false, rolldownOptions: { input: program } },
    });
    const chunks = [built]
      .flat()
      .flatMap((each) => ("output" in each ? each.output : []))
      .flatMap((output) => (output.type === "chunk" ? [output] : []));
    return {
      code: chunks[0]?.code ?? "",
      warnings,
      imports: chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]),
    };
  },
};

/** Photographs as telephones take them, and what else comes along: each decoded by its very own code. */
async function files(): Promise<Record<string, Uint8Array>> {
  const large = await jpeg(400, 300, { quality: 85 }, (image) => image.resize(4000, 3000));
  return {
    "12-megapixels.jpeg": large,
    "progressive.jpeg": await jpeg(400, 300, { progressive: true }),
    "cmyk.jpeg": await jpeg(200, 150, {}, (image) => image.toColourspace("cmyk")),
    "cut.jpeg": (await jpeg(400, 300)).subarray(0, -1000),
    "cut-progressive.jpeg": (await jpeg(400, 300, { progressive: true })).subarray(0, -1000),
    "no-jpeg.jpeg": new TextEncoder().encode("<svg/>"),
  };
}

describe.each(Object.entries(bundlers))("bundled by %s", (_, bundle) => {
  test("it is one file that imports nothing, made without a warning", async () => {
    const { code, warnings, imports } = await bundle();
    expect({ warnings, imports }).toEqual({ warnings: [], imports: [] });
    expect(code).toContain("IMAGE_TOO_LARGE");
    expect(code).not.toMatch(/sharp"|createRequire|\bnode:/);
  });

  test.skipIf(!hasChromium)(
    "it gives in Chromium what Node gives, pixels and errors (needs Chromium)",
    async () => {
      const { code } = await bundle();
      const given = await files();
      const server = createServer(({ url = "" }, response) => {
        response.end(given[url.slice(1)] ?? "<!doctype html>");
      }).listen(0);
      onTestFinished(() => void server.close());
      const browser = await chromium.launch(chromiumOptions);
      onTestFinished(() => browser.close());
      const page = await browser.newPage();
      // Hashing takes a page with an origin that is trusted.
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.addScriptTag({ content: code, type: "module" });
      await page.waitForFunction("globalThis.outcome");

      const outcomes: Record<string, Outcome> = {};
      const expected: Record<string, Outcome> = {};
      for (const [name, bytes] of Object.entries(given)) {
        outcomes[name] = (await page.evaluate(`outcome(${JSON.stringify(name)})`)) as Outcome;
        expected[name] = await outcomeOf(decode, bytes, name);
      }
      expect(outcomes).toEqual(expected);

      const { components } = decode.jpegHeader(given["cmyk.jpeg"] as Uint8Array);
      expect(components).toBe(4);
      expect(outcomes["cmyk.jpeg"]).toMatchObject({ shape: [150, 200, 3] });
      for (const name of ["12-megapixels.jpeg", "progressive.jpeg"]) {
        const pixels = await sharp(given[name]).raw().toBuffer();
        expect(outcomes[name]).toMatchObject({ pixels: await sha256(pixels) });
      }
      for (const name of ["cut.jpeg", "cut-progressive.jpeg"]) {
        const message = expect.stringMatching(`^${name}: damaged JPEG: .*byte \\d+`);
        expect(outcomes[name]).toMatchObject({ code: "CORRUPT_IMAGE", message });
      }
      expect(outcomes["no-jpeg.jpeg"]).toMatchObject({ code: "NOT_A_JPEG" });
    },
    60_000,
  );

  test("it asks for no global of Node", async () => {
    const { code } = await bundle();
    const page = createContext({ atob, AbortSignal, TextDecoder });
    // It exports nothing, so it is a script, too.
    runInContext(code, page);
    const { data, shape } = runInContext(
      `createKernel().decode(Uint8Array.of(${flatJpeg([40])}))`,
      page,
    ) as ImageTensor;
    expect({ first: [...data.subarray(0, 3)], shape: [...shape] }).toEqual({
      first: [40, 40, 40],
      shape: [8, 8, 3],
    });
  });
});

test("what is published imports core and pako alone: nothing native, nothing of Node", async () => {
  const dist = new URL("../dist/", import.meta.url);
  const modules = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith(".js"));
  expect(modules).toEqual(expect.arrayContaining(["index.js", join("kernel", "index.js")]));
  const imports = await Promise.all(
    modules.map(async (name) => {
      const code = await readFile(new URL(name, dist), "utf8");
      // esbuild writes each import on a line of its own, and asks with `import(` or `require(` for the rest.
      return Array.from(
        code.matchAll(
          /^(?:import|export|\})[^;=]*?from "([^"]+)";|\b(?:import|require)\("([^"]+)"\)|^import "([^"]+)";/gm,
        ),
        ([, from, called, bare]) => from ?? called ?? bare ?? "",
      );
    }),
  );
  const foreign = imports.flat().filter((name) => !name.startsWith("."));
  expect([...new Set(foreign)].sort()).toEqual([
    "@imagenet-v2/core",
    "@imagenet-v2/core/internal",
    "@imagenet-v2/core/zod",
    "pako",
  ]);
});
