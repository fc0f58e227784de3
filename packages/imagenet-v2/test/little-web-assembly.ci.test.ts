// Machines with little WebAssembly, or none. V8 reserves 10 GiB of addresses for each of its memories.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  builtPackage,
  onnxFile,
  runModule,
  temporaryFolder,
  tinyJpeg,
} from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";

const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");
const folder = temporaryFolder();
const model = join(folder, "small.onnx");
const env = { PATH: process.env.PATH, HOME: folder, IMAGENET_V2_DATA_DIR: folder };
const cwd = builtPackage("imagenet-v2");
beforeAll(() => writeFile(model, onnxFile()));

/** Runs the program in a shell, after `before`. */
async function imagenetV2(before: string, argv: readonly string[], ...flags: string[]) {
  const node = [process.execPath, ...flags, program, ...argv];
  const script = `${before}; exec "$0" "$@"`;
  return promisify(execFile)("sh", ["-c", script, ...node], { env, cwd }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }) => ({ code: code as number, stderr: stderr as string }),
  );
}

const decoding = [
  ["show", "--sample", "--output", join(folder, "sheet.png")],
  ["bench", "--sample"],
  ["evaluate", "--sample", "--model", model, "--preprocessing", "imagenet"],
  ["explore", "--sample", "--export", join(folder, "site"), "--overwrite"],
];

describe.skipIf(process.platform !== "linux")("with addresses for (needs Linux)", () => {
  test.each(decoding)("one memory, imagenet-v2 %s works", async (...argv) => {
    const { code, stderr } = await imagenetV2("ulimit -v 16777216", argv);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr.split("ImageNetV2Warning").length).toBeLessThanOrEqual(2);
  });

  test.each(decoding)("none, imagenet-v2 %s says so, and what to do", async (...argv) => {
    const { code, stderr } = await imagenetV2("ulimit -v 8388608", argv);
    expect(code).toBe(2);
    expect(stderr).toContain("imagenet-v2: There is no room for the memory of a decoder.\n");
    expect(stderr).toContain("ulimit -v");
  });
});

test.each(decoding)("without WebAssembly, imagenet-v2 %s says so", async (...argv) => {
  const { code, stderr } = await imagenetV2(":", argv, "--jitless");
  expect(code).toBe(2);
  expect(stderr).toContain(
    "imagenet-v2: This runtime has no WebAssembly, which decodes the images.\n",
  );
  expect(stderr).toContain("--jitless");
});

test("without WebAssembly, imagenet-v2 list works", async () => {
  expect((await imagenetV2(":", ["list", "--sample"], "--jitless")).code).toBe(0);
});

describe("after progressive images of 33 megapixels", () => {
  const [width, height] = [7008, 4672];
  const jpeg = join(folder, "large.jpeg");
  const decoding = `
    import { readFile } from "node:fs/promises";
    import { preprocess } from "@imagenet-v2/decode";
    const jpeg = await readFile(${JSON.stringify(jpeg)});
    const small = await readFile(${JSON.stringify(join(folder, "small.jpeg"))});
    await preprocess(small, "imagenet");
    const before = process.memoryUsage().rss;
    const more = () => (process.memoryUsage().rss - before) / 1e6;
    for (let i = 0; i < 5; i++) await preprocess(jpeg, "imagenet");
    await preprocess(small, "imagenet");
    const most = more();
    globalThis.gc?.();
    // Memory is given back on another thread.
    for (let i = 0; i < 100 && more() > 100; i++) await new Promise((go) => setTimeout(go, 50));
    console.log(JSON.stringify({ most, left: more() }));
  `;
  beforeAll(async () => {
    await writeFile(
      jpeg,
      await tinyJpeg({ width, height, color: [90, 140, 60], progressive: true }),
    );
    await writeFile(join(folder, "small.jpeg"), await tinyJpeg());
  });

  test("their memory is given back", async () => {
    const { stdout } = await runModule(decoding, {
      cwd: builtPackage("imagenet-v2"),
      flags: ["--expose-gc"],
    });
    // Each takes 200 MB of coefficients.
    const { most, left } = JSON.parse(stdout);
    expect(most).toBeGreaterThan(150);
    expect(left).toBeLessThan(100);
  });

  test.skipIf(process.platform !== "linux")(
    "there is one memory for the next, where there is but one (needs Linux)",
    async () => {
      const limit = "-v 16777216";
      const { code, stdout } = await runModule(decoding, {
        cwd: builtPackage("imagenet-v2"),
        limit,
      });
      expect({ code, ended: stdout !== "" }).toEqual({ code: 0, ended: true });
    },
  );
});
