import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest")), "vitest.mjs");
const ours = join(import.meta.dirname, "..");

/** What Vitest prints of a project with these test files. */
function run(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), "imagenet-v2-tiers-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "test"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, "test", name), text);
  writeFileSync(
    join(root, "vitest.config.mjs"),
    `import { library } from ${JSON.stringify(join(ours, "index.js"))};
     const reporters = [${JSON.stringify(join(ours, "summary.js"))}];
     const project = library("some", { globals: true });
     export default { ...project, test: { ...project.test, reporters } };`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, "run", "--root", root], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, output: stdout + stderr };
}

const files = {
  "a.test.ts": `test("a", () => {})`,
  "b.ci.test.ts": `test("b", () => {})`,
  "c.acceptance.test.ts": `test("c", () => {})`,
};

test.each([
  ["behaviour", 1, "Left: 1 files of tests and every check to .ci/run, what takes hours to pnpm"],
  ["behaviour,ci", 2, "Left: what takes hours to pnpm acceptance"],
  ["acceptance", 1, "Left: 1 files of tests and every check to .ci/run."],
])("TIERS=%s runs its files, and says what it left", (TIERS, count, left) => {
  const { status, output } = run(files, { TIERS });
  expect(status, output).toBe(0);
  expect(output).toContain(`Ran ${count} tests of ${count} files (${TIERS.replace(",", ", ")};`);
  expect(output).toContain(left);
});

test("a tier that there is not is refused", () => {
  const { status, output } = run(files, { TIERS: "slow" });
  expect(status).toBe(1);
  expect(output).toContain(`"slow" is not one of behaviour, ci, acceptance`);
});

test("skipped tests are counted by their reasons", () => {
  const { status, output } = run({
    "a.test.ts": `
      test.skip("one (needs a fork)", () => {});
      describe.skip("more (needs a fork)", () => test("two", () => {}));
      test.skip("golden (../shared)", () => {});
      test("told", ({ skip }) => skip("no disk"));
      test("runs", () => {});`,
  });
  expect(status, output).toBe(0);
  expect(output).toContain("Skipped 2: needs a fork\nSkipped 1: ../shared\nSkipped 1: no disk\n");
  expect(output).toContain("Ran 1 tests of 1 files");
});

test("a test that is skipped without a reason is a failure", () => {
  const { status, output } = run({
    "a.test.ts": `test.skip("one", () => {}); test("two", () => {});`,
  });
  expect(status).toBe(1);
  expect(output).toContain("FAILED: skipped without a reason: test/a.test.ts > one");
});
