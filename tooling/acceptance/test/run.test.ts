import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";

const program = fileURLToPath(new URL("../run.js", import.meta.url));

/** A workspace under git, with one package that has these scripts. */
function workspace(scripts: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  const folder = join(root, "packages/one");
  mkdirSync(join(folder, "test/deep"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "one", scripts }));
  writeFileSync(join(folder, "test/deep/slow.acceptance.test.ts"), "");
  writeFileSync(join(folder, "test/quick.test.ts"), "");
  writeFileSync(join(root, ".gitignore"), "out/\nlog\n");
  commit(root);
  return root;
}

function commit(root: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
  const who = ["-c", "user.name=one", "-c", "user.email=one@example.org"];
  git("init", "--quiet");
  git("add", ".");
  git(...who, "commit", "--quiet", "--allow-empty", "--message", "one");
}

function acceptance(root: string, ...args: string[]) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const lastLine = ({ stdout }: { stdout: string }) => stdout.trimEnd().split("\n").at(-1);

test("parts are found by name: tests of a package, and scripts", async () => {
  const root = workspace({ "acceptance:fuzz": "exit 0", build: "exit 1" });
  const { stdout } = await acceptance(root, "--list");
  expect(stdout).toBe("one/deep/slow to run\none/fuzz to run\n");
});

test.each([["one/no"], ["--no"]])("%s is refused with the names of all parts", async (arg) => {
  const { code, stderr } = await acceptance(workspace({ "acceptance:fuzz": "exit 0" }), arg);
  expect(code).toBe(2);
  expect(stderr).toContain(arg);
  expect(stderr).toContain("  one/deep/slow\n  one/fuzz\n");
});

describe("a run", () => {
  const scripts = {
    "acceptance:good": "echo good >> ../../log",
    "acceptance:bad": "echo bad >> ../../log && exit 3",
    "acceptance:odd": "echo odd >> ../../log && echo 'skipped: no Python'",
  };
  const parts = ["one/bad", "one/good", "one/odd"];
  const log = (root: string) => readFileSync(join(root, "log"), "utf8").split("\n").slice(0, -1);

  test("runs what has not passed for this commit, until it has", async () => {
    const root = workspace(scripts);
    const first = await acceptance(root, ...parts);
    expect(first.code).toBe(1);
    expect(lastLine(first)).toBe("1 passed, 1 failed, 1 skipped");
    expect(first.stdout).toContain("skipped: no Python");
    expect(log(root)).toEqual(["bad", "good", "odd"]);

    await acceptance(root, ...parts);
    expect(log(root).slice(3)).toEqual(["bad", "odd"]);
    expect((await acceptance(root, "--list", "one/good")).stdout).toBe("one/good passed\n");

    commit(root);
    expect((await acceptance(root, "one/good")).code).toBe(0);
    expect(log(root).slice(5)).toEqual(["good"]);
  });

  test("with --again runs also what has passed", async () => {
    const root = workspace(scripts);
    await acceptance(root, "one/good");
    await acceptance(root, "one/good", "--again");
    expect(log(root)).toEqual(["good", "good"]);
  });

  test("runs everything where changes are not committed", async () => {
    const root = workspace(scripts);
    await acceptance(root, "one/good");
    writeFileSync(join(root, "change"), "");
    const changed = await acceptance(root, "one/good");
    expect(changed.stdout).toContain("changes that are not committed");
    expect(log(root)).toEqual(["good", "good"]);
  });
});
