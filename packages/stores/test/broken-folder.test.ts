import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtPackage, namedPipe, temporaryFolder } from "@imagenet-v2/fixtures";
import { openPath } from "@imagenet-v2/stores";
import { describe, expect, test } from "vitest";
import { folderOf, openFolder } from "./folders.ts";

/** What opening and reading it throws at somebody who is not root. Node 20 starts no process from TypeScript: the build. */
function openAsNobody(folder: string): unknown {
  const script = `
    import { FolderStore } from "@imagenet-v2/stores";
    process.setgid(65534);
    process.setuid(65534);
    await FolderStore.open(${JSON.stringify(folder)}, { partial: true })
      .then((store) => store.read(0))
      .catch((error) => console.log(JSON.stringify(error)));`;
  const argv = ["--input-type=module", "--eval", script];
  return JSON.parse(
    execFileSync(process.execPath, argv, { cwd: builtPackage("stores") }).toString(),
  );
}

describe("one thing in a folder that cannot be read is named:", () => {
  test.for(["7/b.jpeg", "8"])("a link to nowhere at %s", async (place) => {
    const folder = folderOf(["7/a.jpeg"]);
    const path = join(folder, place);
    symlinkSync("gone/b.jpeg", path);
    await expect(openFolder(folder)).rejects.toMatchObject({
      code: "NOT_FOUND",
      path,
      message: `${path}: a broken symbolic link (to gone/b.jpeg).`,
    });
  });

  test.for(["7/b.jpeg", "8"])("a link to itself at %s", async (place) => {
    const folder = folderOf(["7/a.jpeg"]);
    const path = join(folder, place);
    symlinkSync(path, path);
    await expect(openFolder(folder)).rejects.toMatchObject({
      code: "IO",
      errno: "ELOOP",
      path,
      message: `${path}: a symbolic link that leads back to itself.`,
    });
  });

  test("a name that is not UTF-8, byte by byte", async () => {
    const folder = folderOf(["7/a.jpeg"]);
    const name = Buffer.from("7/caf\xe9.jpeg", "latin1");
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), "");
    await expect(openFolder(folder)).rejects.toMatchObject({
      code: "UNEXPECTED_MEMBER",
      path: folder,
      message: `${folder}: the entry "7/caf\\xe9.jpeg" has a name that is not UTF-8.`,
    });
  });

  test.for([
    ["a class folder", "8"],
    ["an image", "7/a.jpeg"],
  ] as const)("%s that this user may not read", async ([, place]) => {
    const folder = folderOf(["7/a.jpeg"]);
    mkdirSync(join(folder, "8"));
    const path = join(folder, place);
    chmodSync(path, 0);
    if (process.getuid?.() === 0) {
      chmodSync(dirname(folder), 0o755);
      expect(openAsNobody(folder)).toMatchObject({ code: "IO", errno: "EACCES", path });
      return;
    }
    const reading = openFolder(folder).then((store) => store.read(0));
    await expect(reading).rejects.toMatchObject({ code: "IO", errno: "EACCES", path });
  });

  test("a link to nowhere where the folder itself should be", async () => {
    const path = join(temporaryFolder(), "val");
    symlinkSync("gone", path);
    for (const open of [openFolder, openPath]) {
      await expect(open(path)).rejects.toMatchObject({
        code: "NOT_FOUND",
        path,
        message: `${path}: a broken symbolic link (to gone).`,
      });
    }
  });

  test("a pipe among the images", async () => {
    const folder = folderOf(["7/a.jpeg"]);
    const path = namedPipe(join(folder, "7", "b.jpeg"));
    await expect(openFolder(folder)).rejects.toMatchObject({
      ...{ code: "NOT_A_FILE", path, found: "a pipe" },
    });
  });

  test("a link to nowhere that is all there is", async () => {
    const folder = temporaryFolder();
    symlinkSync("gone", join(folder, "val"));
    await expect(openFolder(folder)).rejects.toMatchObject({
      code: "NOT_FOUND",
      path: join(folder, "val"),
    });
  });
});

test("in a folder within the one that was named, the whole way is told", async () => {
  const folder = folderOf(["7/a.jpeg", "7/b.png"], "unpacked");
  await expect(openFolder(join(folder, ".."))).rejects.toMatchObject({
    code: "UNEXPECTED_MEMBER",
    message: expect.stringContaining(`${folder}: the entry "7/b.png"`),
  });
});

test("links that lead somewhere are followed", async () => {
  const folder = folderOf(["7/a.jpeg"]);
  mkdirSync(join(folder, "..", "elsewhere"));
  renameSync(join(folder, "7", "a.jpeg"), join(folder, "..", "elsewhere", "b"));
  symlinkSync("../../elsewhere/b", join(folder, "7", "a.jpeg"));
  expect((await openFolder(folder)).readSync(0)).toEqual(new Uint8Array([1, 2, 3]));
});
