// Where onnxruntime is found. Programs run from a copy of the package that has none beside it, as npx keeps it.
import { cpSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtPackage, onnxFile, runModule, temporaryFolder } from "@imagenet-v2/fixtures";
import { beforeEach, expect, test, vi } from "vitest";

const cache = join(temporaryFolder(), "evaluate");
cpSync(builtPackage("evaluate"), cache, { recursive: true, verbatimSymlinks: true });
const installed = realpathSync(join(cache, "node_modules/onnxruntime-node"));
rmSync(join(cache, "node_modules/onnxruntime-node"));

const program = `
  import { onnxModel } from ${JSON.stringify(join(cache, "dist/index.js"))};
  try {
    const model = await onnxModel("model.onnx", { preprocessing: "imagenet" });
    console.log(model.runtime);
    await model.close();
  } catch ({ code, message, hint }) {
    console.log(JSON.stringify({ code, message, hint }));
  }
`;

// pnpm sets it, and modules are found there, too.
beforeEach(() => {
  vi.stubEnv("NODE_PATH", "");
  return () => vi.unstubAllEnvs();
});

function project(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "model.onnx"), onnxFile());
  mkdirSync(join(folder, "node_modules"));
  return folder;
}

test("a program of npx takes the onnxruntime of the project it is started in", async () => {
  const folder = project();
  symlinkSync(installed, join(folder, "node_modules/onnxruntime-node"));
  const inside = join(folder, "src");
  mkdirSync(inside);
  writeFileSync(join(inside, "model.onnx"), onnxFile());
  for (const cwd of [folder, inside]) {
    const { stdout } = await runModule(program, { cwd });
    expect(stdout).toMatch(/^onnxruntime \d+\.\d+/);
  }
});

test("where no project has it, the way out is said", async () => {
  const { stdout } = await runModule(program, { cwd: project() });
  expect(JSON.parse(stdout)).toMatchObject({
    code: "UNSUPPORTED",
    message: expect.stringContaining(
      "is not installed, neither beside this package nor in the folder",
    ),
    hint: expect.stringContaining("npm install onnxruntime-node"),
  });
});

test("one that does not load is told with its reason", async () => {
  const folder = project();
  const broken = join(folder, "node_modules/onnxruntime-node");
  mkdirSync(broken);
  writeFileSync(join(broken, "index.js"), "throw new Error('no binary for this machine');");
  const { stdout } = await runModule(program, { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({
    code: "UNSUPPORTED",
    message: expect.stringContaining("cannot be loaded: no binary for this machine"),
  });
});
