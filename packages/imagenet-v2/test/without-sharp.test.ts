// A machine on which sharp's native code is missing: only what makes pictures may fail.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { builtPackage, runModule, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

/** A module hook for which there is no sharp. */
const hook = `
  export async function resolve(name, context, next) {
    if (name === "sharp") throw new Error("no native code for this machine");
    return next(name, context);
  }
`;
const without = `
  import { register } from "node:module";
  register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hook)}));
`;
const cwd = builtPackage("imagenet-v2");

test("images become tensors and text, and a sheet says what is missing", async () => {
  const jpeg = await tinyJpeg();
  const program = `
    ${without}
    const { preprocess } = await import("imagenet-v2");
    const { contactSheet, encodePng, terminalSheet } = await import("imagenet-v2/view");
    const image = Uint8Array.of(${[...jpeg]});
    const { shape } = await preprocess(image, "imagenet");
    const text = await terminalSheet([{ image, label: 0 }]);
    const failed = [contactSheet([{ image }]), encodePng({ data: new Uint8Array(3), shape: [1, 1, 3] })];
    const errors = (await Promise.allSettled(failed)).map(({ reason }) => reason.toJSON());
    console.log(JSON.stringify({ shape, text, errors }));
  `;
  const { stdout, stderr } = await runModule(program, { cwd });
  expect(stderr).toBe("");
  const missing = {
    code: "UNSUPPORTED",
    feature: "sharp",
    message: "sharp, which makes pictures, cannot be loaded.",
    hint: expect.stringContaining("npm install"),
  };
  expect(JSON.parse(stdout)).toEqual({
    shape: [3, 224, 224],
    text: "tench  n01440764 (0)\n",
    errors: [missing, missing],
  });
});

test("the program's doctor says so", async () => {
  const folder = temporaryFolder();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      `--import=data:text/javascript,${encodeURIComponent(without)}`,
      join(cwd, "bin/imagenet-v2.js"),
      "doctor",
    ],
    { env: { PATH: process.env.PATH, HOME: folder, IMAGENET_V2_DATA_DIR: folder } },
  );
  expect(stdout).toContain("sharp cannot be loaded");
});
