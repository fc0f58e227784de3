import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const imagenetV2 = commandLine();

const packages = join(import.meta.dirname, "../..");
const libraries = readdirSync(packages).filter((name) => !["cli", "imagenet-v2"].includes(name));

/** The lines of code, without comments, of every package below the command line. */
const lines = libraries.flatMap((name) => {
  const folder = join(packages, name, "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
    .filter((line) => !/^\s*(\/\*\*|\*|\/\/)/.test(line));
});

test("the libraries name no flag of the command line", async () => {
  const { stdout } = await imagenetV2("--help");
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = ""]) => name);
  const flags = new Set<string>();
  for (const command of commands) {
    const help = (await imagenetV2(command, "--help")).stdout;
    for (const [flag] of help.matchAll(/--[a-z][a-z-]+/g)) flags.add(flag);
  }
  expect(flags.size).toBeGreaterThan(30);
  expect(lines.length).toBeGreaterThan(10_000);
  const flag = new RegExp(`(?<![\\w-])(${[...flags].join("|")})(?![\\w-])`);
  // In a style sheet `var(--output)` is a property.
  expect(lines.filter((line) => flag.test(line) && !line.includes("var(--"))).toEqual([]);
});

test("hints name the flag where the library names its option", async () => {
  const folder = temporaryFolder();
  const offline = ["--offline", "--data-dir", folder];
  const { stderr } = await imagenetV2("list", ...offline);
  expect(stderr).toContain("or name it with --archive, or go online.");
  const json = await imagenetV2("list", ...offline, "--json");
  expect(JSON.parse(json.stderr)).toMatchObject({
    error: "NOT_PREPARED",
    hint: expect.stringMatching(/^Put it at .*, or name it with --archive, or go online\.$/),
  });
});
