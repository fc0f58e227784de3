import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { archiveOf, builtPackage, onnxFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";

const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");
const readme = new URL("../../evaluate/README.md", import.meta.url);

/** A folder with a model, and a command `imagenet-v2` that finds 20 batches of images without a download. */
async function workplace() {
  const folder = temporaryFolder();
  const archive = join(folder, "imagenetv2-matched-frequency.tar.gz");
  await archiveOf(archive, fileNames("matched-frequency").slice(0, 630), {
    topDirectory: "imagenetv2-matched-frequency-format-val",
  });
  writeFileSync(join(folder, "m.onnx"), onnxFile());
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const command = `"${process.execPath}" "${program}"`;
  writeFileSync(
    join(bin, "imagenet-v2"),
    `#!/bin/sh
if [ "$1" != evaluate ]; then exec ${command} "$@"; fi
shift
exec ${command} evaluate --archive "${archive}" --partial "$@"
`,
    { mode: 0o755 },
  );
  const env = {
    ...process.env,
    ...{
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      IMAGENET_V2_DATA_DIR: folder,
      HOME: folder,
    },
  };
  const run = (script: string) =>
    execFileSync("sh", ["-e", "-c", script], { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
  return { folder, run };
}

const hasParallel = spawnSync("parallel", ["--version"]).stdout?.includes("GNU");

test.skipIf(!hasParallel)(
  "evaluate's recipe for GNU parallel gives what one run gives (needs GNU parallel)",
  { timeout: 300_000 },
  async () => {
    const [, recipe = ""] =
      /GNU parallel.*\n\n```sh\n([\s\S]*?)```/.exec(readFileSync(readme, "utf8")) ?? [];
    expect(recipe.split("\n").length).toBeGreaterThan(2);
    const { folder, run } = await workplace();
    expect(run(recipe)).toContain("PARTIAL: 630 of the 10,000 images");
    expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("PARTIAL: 630");

    run("imagenet-v2 merge [0-7].jsonl --results merged");
    run("imagenet-v2 evaluate --model m.onnx --preprocessing imagenet --results whole");
    const [merged, whole] = ["merged", "whole"].map((name) => readFileSync(join(folder, name)));
    expect(merged).toEqual(whole);
    expect(`${whole}`.trimEnd().split("\n").length).toBe(1 + 630);
  },
);
