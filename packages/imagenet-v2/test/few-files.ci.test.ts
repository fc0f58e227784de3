// How many files the program and the library open at once: many shells and containers allow few.

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { builtPackage, onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";

const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");
const folder = temporaryFolder();
const model = join(folder, "small.onnx");
// As on a machine of many cores: each thread has open files of its own.
const manyCores = `
  import os from "node:os";
  import { syncBuiltinESMExports } from "node:module";
  os.availableParallelism = () => 16;
  syncBuiltinESMExports();
`;
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(manyCores)}`;
const env = { NODE_OPTIONS, PATH: process.env.PATH, HOME: folder, IMAGENET_V2_DATA_DIR: folder };

/** Runs Node with at most so many open files. */
async function withFiles(limit: number, ...argv: string[]) {
  const script = `ulimit -n ${limit} && exec "$0" "$@"`;
  const options = { env, cwd: builtPackage("imagenet-v2") };
  return promisify(execFile)("sh", ["-c", script, process.execPath, ...argv], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: code as number, stdout, stderr }) as const,
  );
}

describe.skipIf(process.platform === "win32")("with 64 open files (needs Unix)", () => {
  beforeAll(() => writeFile(model, onnxFile()));

  test.each([
    [["--help"]],
    [["info"]],
    [["list", "--sample"]],
    [["show", "--sample", "--output", join(folder, "sheet.png")]],
    [["evaluate", "--sample", "--model", model, "--preprocessing", "imagenet"]],
    [["bench", "--sample"]],
    [["prepare", "imagenet_v2/topimages", "--sample"]],
    [["explore", "--sample", "--export", join(folder, "site")]],
    [["doctor"]],
  ])("imagenet-v2 %j works", async (argv) => {
    const { code, stderr } = await withFiles(64, program, ...argv, "--quiet");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("the library can be imported, all of it", async () => {
    const entries = ["", "/evaluate", "/explorer", "/export", "/sample", "/view"];
    const code = entries.map((entry) => `await import("imagenet-v2${entry}");`).join("\n");
    const argv = ["--input-type=module", "--eval", `${code}\nconsole.log("ready");`];
    expect(await withFiles(64, ...argv)).toEqual({ code: 0, stdout: "ready\n", stderr: "" });
  });
});

test("a file that a package promises and lacks is not taken for too few files", async () => {
  const cli = join(temporaryFolder(), "cli");
  cpSync(builtPackage("cli"), cli, { recursive: true, verbatimSymlinks: true });
  const explorer = join(cli, "node_modules/@imagenet-v2/explorer");
  rmSync(explorer);
  mkdirSync(explorer);
  const exports = { ".": { default: "./dist/index.js" } };
  await writeFile(join(explorer, "package.json"), JSON.stringify({ type: "module", exports }));
  const module = JSON.stringify(pathToFileURL(join(cli, "dist/index.js")).href);
  const code = `process.argv.splice(1, 0, "imagenet-v2"); await (await import(${module})).main();`;
  const argv = ["--input-type=module", "--eval", code, "--", "explore", "--sample"];
  const { stderr } = await withFiles(1024, ...argv);
  expect(stderr).toContain(join(explorer, "dist/index.js"));
  expect(stderr).not.toContain("ulimit");
});

test.skipIf(process.platform === "win32")(
  "with too few open files the program says so, and what to do (needs Unix)",
  async () => {
    expect((await withFiles(64, program, "list", "--sample")).code).toBe(0);
    const told: number[] = [];
    for (let limit = 32; limit > 14; limit--) {
      const { code, stdout, stderr } = await withFiles(limit, program, "list", "--sample");
      expect(stderr).not.toContain("Unexpected error");
      if (code === 5 && stderr.startsWith("imagenet-v2: ")) {
        expect(stderr).toContain("ulimit -n");
        expect(stdout).toBe("");
        told.push(limit);
      }
    }
    // With still fewer Node itself cannot start.
    expect(told).not.toEqual([]);
  },
  60_000,
);
