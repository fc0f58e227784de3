import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtPackage, namedPipe, runModule, temporaryFolder } from "@imagenet-v2/fixtures";
import { leftoverAt } from "@imagenet-v2/storage/internal/node";
import { createFileAtomic, createFolderAtomic, withLock } from "@imagenet-v2/storage/node";
import { describe, expect, test } from "vitest";

/** What each way of making a file leaves beside it, while it is made by this process or one that is killed. */
const ways = {
  lock: ["lock", "withLock", `withLock(path, {}, work)`],
  file: ["temporary", "createFileAtomic", `createFileAtomic(path, work)`],
  folder: ["temporary", "createFolderAtomic", `createFolderAtomic(path, work, async () => false)`],
} as const;

describe.each(Object.entries(ways))("the %s", (_, [kind, name, call]) => {
  test("of a process that was killed is left over", async () => {
    const folder = temporaryFolder();
    await runModule(
      `import { writeFileSync } from "node:fs";
      import { ${name} } from "@imagenet-v2/storage/node";
      const path = ${JSON.stringify(join(folder, "target"))};
      const work = async (at) => {
        if (${JSON.stringify(name)} === "createFileAtomic") writeFileSync(at, "half");
        process.kill(process.pid, "SIGKILL");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      };
      await ${call};`,
      { cwd: builtPackage("storage") },
    );
    const [left = "", ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(await leftoverAt(join(folder, left))).toBe(kind);
  });

  test("of a process that lives is not", async () => {
    const path = join(temporaryFolder(), "target");
    const seen: unknown[] = [];
    const work = async (at?: string) => {
      if (name === "createFileAtomic") writeFileSync(at as string, "half");
      for (const left of readdirSync(dirname(path))) {
        seen.push(await leftoverAt(join(dirname(path), left)));
      }
    };
    if (name === "withLock") await withLock(path, {}, work);
    else if (name === "createFileAtomic") await createFileAtomic(path, work);
    else await createFolderAtomic(path, work, async () => false);
    expect(seen).toEqual([undefined]);
  });
});

test("nothing of anybody else is left over, however old", async () => {
  const folder = temporaryFolder();
  const make: Record<string, (path: string) => void> = {
    "other.lock": (path) => writeFileSync(path, "4711\n"),
    "notes.tmp": (path) => writeFileSync(path, ""),
    "1.incomplete.mine": (path) => mkdirSync(path),
    "pipe.lock": (path) => void namedPipe(path),
  };
  for (const [name, put] of Object.entries(make)) {
    put(join(folder, name));
    utimesSync(join(folder, name), 0, 0);
    expect(await leftoverAt(join(folder, name))).toBeUndefined();
  }
  expect(await leftoverAt(join(folder, "none.lock"))).toBeUndefined();
});
