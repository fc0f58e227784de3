import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileNames } from "@imagenet-v2/core/file-names";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { sampleArchive } from "@imagenet-v2/sample";
import { describe, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });

/** Predictions for a whole variant. */
const predictions = join(temporaryFolder(), "p.jsonl");
writeFileSync(
  predictions,
  fileNames("matched-frequency")
    .map((file_name) => JSON.stringify({ file_name, top: [1, 2, 3, 4, 5] }))
    .join("\n"),
);

const archive = await sampleArchive({ dataDir });

/** Every command that writes to a file that the user names, with the ending that it may have. */
const commands: [command: string[], option: string, ending: string][] = [
  [["show", "--sample"], "--output", ".png"],
  [["show", "--sample"], "--output", ".svg"],
  [["show", "--sample"], "--output", ".html"],
  [["evaluate", "--predictions", predictions], "--output", ".html"],
  [["evaluate", "--predictions", predictions], "--output", ".md"],
  [["merge", predictions], "--output", ".md"],
  [["merge", predictions], "--results", ".jsonl"],
  [["index", archive], "--output", ".json"],
  [["evaluate", "--model", "none.onnx", "--sample"], "--output", ".html"],
  [["evaluate", "--model", "none.onnx", "--sample"], "--results", ".jsonl"],
];

describe.each(commands)("%j %s x%s", (command, option, ending) => {
  test("makes no folders", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "none", "deep", `x${ending}`);
    const { exitCode, stdout, stderr } = await imagenetV2(...command, option, path);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`${option}: ${join(folder, "none", "deep")}: no such folder.`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("leaves a file alone that is the user's", async () => {
    const folder = temporaryFolder();
    const path = join(folder, `x${ending}`);
    for (const content of ["mine", "<!doctype html>\n<html></html>\n", "\x89PNG\r\n\x1a\n"]) {
      writeFileSync(path, content);
      const { exitCode, stdout, stderr } = await imagenetV2(...command, option, path);
      // Whether these are results is looked at once a model is there.
      const isLate = command.includes("--model") && option === "--results";
      expect({ exitCode, stdout }).toEqual({ exitCode: isLate ? 6 : 2, stdout: "" });
      expect(stderr).toContain(isLate ? "none.onnx" : "left untouched");
      expect(readFileSync(path, "utf8")).toBe(content);
    }
    expect(readdirSync(folder)).toEqual([`x${ending}`]);
  });

  test("does not write to a folder, or along a link", async () => {
    const folder = temporaryFolder();
    const [sub, link] = [join(folder, `sub${ending}`), join(folder, `link${ending}`)];
    mkdirSync(sub);
    symlinkSync(join(folder, "nowhere"), link);
    for (const path of [sub, link]) {
      const { exitCode } = await imagenetV2(...command, option, path);
      expect(exitCode).not.toBe(0);
    }
    expect(readdirSync(folder).sort()).toEqual([`link${ending}`, `sub${ending}`]);
  });
});

test.each(commands.filter(([command]) => !command.includes("none.onnx") && command[0] !== "merge"))(
  "%j %s x%s replaces what it wrote itself",
  async (command, option, ending) => {
    const path = join(temporaryFolder(), `x${ending}`);
    for (let i = 0; i < 2; i++) {
      expect(await imagenetV2(...command, option, path)).toMatchObject({ exitCode: 0 });
    }
    const whole = readFileSync(path);
    // What a user wrote below it makes it the user's.
    writeFileSync(path, Buffer.concat([whole, Buffer.from("My notes.\n")]));
    const { exitCode, stderr } = await imagenetV2(...command, option, path);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("left untouched");
    expect(readFileSync(path).length).toBe(whole.length + 10);
  },
);

test("a sheet of another kind is not replaced, whatever its ending", async () => {
  const folder = temporaryFolder();
  await imagenetV2("show", "--sample", "--output", join(folder, "x.svg"));
  const svg = readFileSync(join(folder, "x.svg"));
  writeFileSync(join(folder, "x.png"), svg);
  const { exitCode } = await imagenetV2("show", "--sample", "--output", join(folder, "x.png"));
  expect(exitCode).toBe(2);
  expect(readFileSync(join(folder, "x.png"))).toEqual(svg);
});

test("results and report cannot be the same file", async () => {
  const path = join(temporaryFolder(), "x.html");
  const both = ["--results", path, "--output", path];
  const { exitCode, stderr } = await imagenetV2("evaluate", "--model", "m.onnx", ...both);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--output: the same file as --results.");
});

test("explore --export makes no folders above its own", async () => {
  const folder = temporaryFolder();
  const site = join(folder, "none", "site");
  const { exitCode, stderr } = await imagenetV2("explore", "--sample", "--export", site);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`--export: ${join(folder, "none")}: no such folder.`);
  expect(readdirSync(folder)).toEqual([]);
});
