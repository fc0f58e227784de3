import { Interrupted } from "@imagenet-v2/cli";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const imagenetV2 = commandLine();

test("without a command it says what there is", async () => {
  const { exitCode, stdout } = await imagenetV2();
  expect(exitCode).toBe(0);
  for (const command of ["info", "classes", "list", "show", "download"]) {
    expect(stdout).toContain(command);
  }
});

test.each([["--help"], ["list", "--help"], ["--version"]])("%s %s ends well", async (...argv) => {
  const { exitCode, stdout, stderr } = await imagenetV2(...argv);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).not.toBe("");
});

test.each(["list", "download", "verify"])("the help of %s names every variant", async (command) => {
  const { stdout } = await imagenetV2(command, "--help");
  for (const variant of ["matched-frequency", "threshold-0.7", "topimages"]) {
    expect(stdout).toContain(`imagenet_v2/${variant}`);
  }
});

test.each([
  ["list", "--order", "--archive", "--json"],
  ["evaluate", "--model", "--archive", "--json"],
  ["download", "--sha256", "--offline", "--json"],
])("the help of %s begins with what is its own", async (command, own, shared, everywhere) => {
  const { stdout } = await imagenetV2(command, "--help");
  const at = ["\nOptions:", own, "\nData:", shared, "\nOutput:", everywhere].map((text) =>
    stdout.indexOf(`${text}`),
  );
  expect(at).not.toContain(-1);
  expect(at).toEqual([...at].sort((a, b) => a - b));
});

test("the help tells how to begin without a download", async () => {
  expect((await imagenetV2("--help")).stdout).toContain("imagenet-v2 list --sample");
});

test.each([
  [["x".repeat(100_000)]],
  [["list", `--${"x".repeat(100_000)}`]],
  [["list", "--limit", "x".repeat(100_000)]],
  [["list", "--order", "x".repeat(100_000)]],
  [["list", "--split", "x".repeat(100_000)]],
  [["list", "x".repeat(100_000)]],
  [["classes", "x".repeat(100_000)]],
  [["show", "--output", "x".repeat(100_000)]],
])("answers an endless argument in short (%#)", async (argv) => {
  const { exitCode, stderr } = await imagenetV2(...argv);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^imagenet-v2: .{1,400}$/s);
});

test.each([
  [["classes", "a\u001b[31m\u009b\u202eb"]],
  [["classes", "a\u001b\u009b\u202eb", "--json"]],
])("%j does not reach the terminal as it is", async (argv) => {
  const { stderr } = await imagenetV2(...argv);
  expect(stderr).toMatch(/a\\+u001b.*\\+u009b\\+u202eb/);
  expect(stderr).toMatch(/^[ -~…\n]*$/);
});

test.each([
  [["lst"], "Did you mean list?"],
  [["list", "--splitt", "test"], "Did you mean --split?"],
  [["list", "--limit"], "argument missing"],
  [["list", "--limit", "abc"], "whole number"],
  [["list", "--limit", "0"], "whole number"],
  [["list", "--limit", "1e9"], "whole number"],
  [["list", "--data-dir", ""], "must not be empty"],
  [["list", "--sample", "--archive", "x"], "cannot be used with"],
  [["info", "--format", "xml"], "Allowed choices are text"],
  [["show", "--sample", "--output", "sheet.gif"], ".png, .svg, .html"],
  [["classes", "unicorn"], "unicorn"],
  [["info", "imagenet_v2/topimage"], "topimages"],
  [["info", "cifar10"], "cifar10"],
  [["info", "imagenet_v2/matched-frequency/3.0.0"], ":"],
])("%j is a usage error that says %j", async (argv, text) => {
  const { exitCode, stdout, stderr } = await imagenetV2(...argv);
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(text);
  expect(stderr).not.toContain("    at ");
});

test("with --json an error is one JSON line", async () => {
  const { exitCode, stdout, stderr } = await imagenetV2("info", "imagenet_v2/topimage", "--json");
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(JSON.parse(stderr)).toMatchObject({
    error: expect.stringMatching(/^[A-Z_]+$/),
    message: expect.stringContaining("topimage"),
  });
});

test("a usage error of the parser is JSON too", async () => {
  const { stderr } = await imagenetV2("list", "--splitt", "test", "--json");
  expect(JSON.parse(stderr)).toMatchObject({ error: "USAGE", hint: "Did you mean --split?" });
});

test("takes TFDS's spelling of flags", async () => {
  const { exitCode, stderr } = await imagenetV2("list", "--data_dir=", "--sample");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--data-dir");
});

test("an aborted command ends with its signal's exit code", async () => {
  const signal = AbortSignal.abort(new Interrupted("SIGINT"));
  const { exitCode, stderr } = await commandLine({ signal })("list", "--sample");
  expect(exitCode).toBe(130);
  expect(stderr).toContain("Interrupted");
});
