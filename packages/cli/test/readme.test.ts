import { readFile } from "node:fs/promises";
import * as cli from "@imagenet-v2/cli";
import { runReadme } from "@imagenet-v2/fixtures";
import { afterEach, expect, test, vi } from "vitest";
import { commandLine } from "./terminal.ts";

const readme = new URL("../README.md", import.meta.url);

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

test("the README's example runs a command from code", async () => {
  let printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk, ...rest) => {
    printed += String(chunk);
    for (const done of rest) if (typeof done === "function") done();
    return true;
  });
  await runReadme(readme, { "@imagenet-v2/cli": { ...cli } });
  expect(process.exitCode).toBe(0);
  expect(printed).toBe((await commandLine()("classes", "tabby")).stdout);
  expect(printed).toContain("n02123045");
});

test("the README tells every command, and no other", async () => {
  const { stdout } = await commandLine({ columns: 200 })("--help");
  const told = [...(await readFile(readme, "utf8")).matchAll(/^\| `(\w+)[^`]*` \|/gm)];
  const offered = /Commands:\n([\s\S]*?)\n(\n|$)/.exec(stdout)?.[1] ?? "";
  const commands = [...offered.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name);
  expect(commands.length).toBeGreaterThan(5);
  expect(told.map(([, name]) => name).sort()).toEqual(
    commands.filter((name) => name !== "help").sort(),
  );
});
