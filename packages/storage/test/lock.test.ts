import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  builtPackage,
  canBeNobody,
  namedPipe,
  runModule,
  temporaryFolder,
} from "@imagenet-v2/fixtures";
import { withLock } from "@imagenet-v2/storage/node";
import { describe, expect, test } from "vitest";

/** What has the name of a lock and is none of ours, and whether it is still what it was. */
const foreign: readonly [string, (lock: string) => () => boolean][] = [
  [
    "a folder with files",
    (lock) => {
      mkdirSync(lock);
      writeFileSync(join(lock, "thesis.tex"), "mine");
      return () => readFileSync(join(lock, "thesis.tex"), "utf8") === "mine";
    },
  ],
  [
    "an empty folder",
    (lock) => {
      mkdirSync(lock);
      return () => statSync(lock).isDirectory();
    },
  ],
  [
    "a file",
    (lock) => {
      writeFileSync(lock, "4711\n");
      return () => readFileSync(lock, "utf8") === "4711\n";
    },
  ],
  [
    "a file that begins as ours do",
    (lock) => {
      const text = "0123456789ab-1-1 0123456789ab\nand my notes\n";
      writeFileSync(lock, text);
      return () => readFileSync(lock, "utf8") === text;
    },
  ],
  [
    "a link to nowhere",
    (lock) => {
      symlinkSync("nowhere", lock);
      return () => readlinkSync(lock) === "nowhere";
    },
  ],
  [
    "a link to a file",
    (lock) => {
      writeFileSync(`${lock}.target`, "mine");
      utimesSync(`${lock}.target`, 1, 1);
      symlinkSync(`${lock}.target`, lock);
      return () =>
        readlinkSync(lock) === `${lock}.target` &&
        readFileSync(`${lock}.target`, "utf8") === "mine" &&
        statSync(`${lock}.target`).mtimeMs === 1000;
    },
  ],
  [
    "a pipe",
    (lock) => {
      namedPipe(lock);
      return () => lstatSync(lock).isFIFO();
    },
  ],
];

/** Takes the lock of a file, in a process that ends by itself; old files that spin are killed. */
function locking(path: string): string {
  return `
    import { withLock } from "@imagenet-v2/storage/node";
    const notes = [];
    setTimeout(() => { console.log("waiting"); process.exit(1); }, 10_000).unref();
    const result = await withLock(${JSON.stringify(path)}, { onNote: (note) => notes.push(note) }, async () => "done");
    console.log(JSON.stringify({ result, notes }));`;
}

describe.each([
  ["this user", false],
  ["another user", true],
])(
  "taken by %s, what has a lock's name and is none of ours is left alone, and said:",
  (_, asNobody) => {
    test.skipIf(asNobody && !canBeNobody()).for(foreign)(
      "%s (as another user: needs root, and a clone that all users can read)",
      async ([, make], { expect }) => {
        const folder = temporaryFolder();
        chmodSync(folder, 0o777);
        const path = join(folder, "target");
        const untouched = make(`${path}.lock`);
        const before = readdirSync(folder);
        const { stdout } = await runModule(locking(path), {
          cwd: builtPackage("storage"),
          asNobody,
        });
        expect(JSON.parse(stdout)).toEqual({
          result: "done",
          notes: [expect.stringContaining(`${path}.lock`)],
        });
        expect(untouched()).toBe(true);
        expect(readdirSync(folder)).toEqual(before);
      },
    );
  },
);

test("a lock that was put in the place of ours is left alone, and only ours is touched", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "target");
  await withLock(path, {}, async () => {
    execFileSync("rm", [`${path}.lock`]);
    writeFileSync(join(folder, "mine"), "mine");
    utimesSync(join(folder, "mine"), 1, 1);
    symlinkSync("mine", `${path}.lock`);
    // Longer than a beat.
    await new Promise((resolve) => setTimeout(resolve, 2500));
  });
  expect(readdirSync(folder).sort()).toEqual(["mine", "target.lock"]);
  expect(statSync(join(folder, "mine")).mtimeMs).toBe(1000);
});

test("the lock of a process that is gone is taken, and none is left behind", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "target");
  await runModule(
    `import { withLock } from "@imagenet-v2/storage/node";
    await withLock(${JSON.stringify(path)}, {}, async () => process.kill(process.pid, "SIGKILL"));
    await new Promise((resolve) => setTimeout(resolve, 60_000));`,
    { cwd: builtPackage("storage") },
  );
  expect(readdirSync(folder)).toEqual(["target.lock"]);
  const notes: string[] = [];
  const onNote = (note: string) => void notes.push(note);
  expect(await withLock(path, { onNote }, async () => "done")).toBe("done");
  expect([readdirSync(folder), notes]).toEqual([[], []]);
});
