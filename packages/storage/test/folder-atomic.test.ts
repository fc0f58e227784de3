import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { builtPackage, smallDisk, temporaryFolder } from "@imagenet-v2/fixtures";
import { createFolderAtomic } from "@imagenet-v2/storage/node";
import { expect, test } from "vitest";

const never = async () => false;

/** Fills a folder with one file of this text. */
function of(text: string) {
  return (folder: string) => writeFile(join(folder, "file"), text);
}

function textIn(folder: string): string {
  return readFileSync(join(folder, "file"), "utf8");
}

test("shows a folder only when it is built, and makes its parents", async () => {
  const parent = join(temporaryFolder(), "a", "b");
  const path = join(parent, "folder");
  const made = await createFolderAtomic(
    path,
    async (folder) => {
      await of("new")(folder);
      expect(readdirSync(parent)).not.toContain("folder");
    },
    never,
  );
  expect([made, textIn(path), readdirSync(parent)]).toEqual([true, "new", ["folder"]]);
});

test("replaces a folder that is not to be kept, and keeps one that is", async () => {
  const parent = temporaryFolder();
  const path = join(parent, "folder");
  await createFolderAtomic(path, of("first"), never);
  expect(await createFolderAtomic(path, of("second"), never)).toBe(true);
  expect(await createFolderAtomic(path, of("third"), async () => true)).toBe(false);
  expect([textIn(path), readdirSync(parent)]).toEqual(["second", ["folder"]]);
});

test("leaves the old one and no litter where building fails, also on a full disk", async ({
  skip,
}) => {
  const parent = smallDisk(2) ?? skip("needs root to mount a small disk");
  const path = join(parent, "folder");
  await createFolderAtomic(path, of("old"), never);
  const failing = async (folder: string) => {
    await of("half")(folder);
    throw new Error("no more");
  };
  await expect(createFolderAtomic(path, failing, never)).rejects.toThrow("no more");
  await expect(createFolderAtomic(path, of("long".repeat(2 ** 20)), never)).rejects.toMatchObject({
    code: "DISK_FULL",
    path,
  });
  expect([textIn(path), readdirSync(parent)]).toEqual(["old", ["folder"]]);
});

/** The name under which a process builds `folder`, or puts it aside. */
const owned = (what: string, owner: string) => `folder.${what}.01234567.${owner}`;
const elsewhere = `${"0".repeat(12)}-1-1`;

function put(path: string, text: string, age = 0): void {
  const then = Date.now() / 1000 - age;
  mkdirSync(path);
  writeFileSync(join(path, "file"), text);
  utimesSync(join(path, "file"), then, then);
  utimesSync(path, then, then);
}

test("clears away what killed runs left, and nothing that may be in use", async () => {
  const parent = temporaryFolder();
  const kept = [
    owned("incomplete", elsewhere),
    owned("incomplete", "mine"),
    `other.incomplete.01234567.${elsewhere}`,
  ];
  const [fresh, mine, other] = kept as [string, string, string];
  put(join(parent, fresh), "", 60);
  put(join(parent, mine), "", 3600);
  put(join(parent, other), "", 3600);
  put(join(parent, `folder.incomplete.76543210.${elsewhere}`), "", 3600);
  put(join(parent, `folder.former.76543210.${elsewhere}`), "", 3600);
  put(join(parent, "folder"), "");
  await createFolderAtomic(join(parent, "folder"), of(""), never);
  expect(readdirSync(parent).sort()).toEqual(["folder", ...kept].sort());
});

test("clears away at once what a killed process of this machine left", async () => {
  const parent = temporaryFolder();
  const path = join(parent, "folder");
  const script = `
    import { createFolderAtomic } from "@imagenet-v2/storage/node";
    await createFolderAtomic(${JSON.stringify(path)}, async () => {
      process.stdout.write("begun");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }, async () => false);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: builtPackage("storage"),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "close");
  expect(readdirSync(parent)).toEqual([expect.stringMatching(/^folder\.incomplete\./)]);
  await createFolderAtomic(path, of("new"), never);
  expect(readdirSync(parent)).toEqual(["folder"]);
});

test("puts back a folder that a run was killed over while it replaced it", async () => {
  const parent = temporaryFolder();
  put(join(parent, owned("former", elsewhere)), "old", 3600);
  const path = join(parent, "folder");
  const failing = async () => {
    throw new Error("no more");
  };
  await expect(createFolderAtomic(path, failing, never)).rejects.toThrow("no more");
  expect([textIn(path), readdirSync(parent)]).toEqual(["old", ["folder"]]);
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

test("a folder is open to its user alone while it is built, and then as the umask says", async () => {
  const path = join(temporaryFolder(), "folder");
  const seen: number[] = [];
  await createFolderAtomic(
    path,
    async (temporary) => void seen.push(modeOf(temporary)),
    async () => false,
  );
  mkdirSync(`${path}-beside`);
  expect([...seen, modeOf(path)]).toEqual([0o700, modeOf(`${path}-beside`)]);
  expect(readdirSync(dirname(path)).sort()).toEqual([basename(path), `${basename(path)}-beside`]);
});
