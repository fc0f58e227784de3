import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fetchArchive, fetchFile, type Progress } from "@imagenet-v2/fetch";
import {
  builtPackage,
  canBeNobody,
  faultyServer,
  namedPipe,
  nobody,
  runModule,
  temporaryFolder,
} from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveBytes, leavePart, lyingAbout, put, sameBytes, setting } from "./archives.ts";
import { fetchInChild } from "./child.ts";

const bytes = archiveBytes(300_000);

/** A file of the user's that nobody may write to. */
function precious(): string {
  const path = join(temporaryFolder(), "precious");
  writeFileSync(path, "precious");
  return path;
}

/** What can be put in the place of a part's file, by the file's path and that of a file of the user's. */
const plants: readonly [string, (file: string, target: string) => void][] = [
  ["a link to a file", (file, target) => symlinkSync(target, file)],
  ["a link to nowhere", (file, target) => symlinkSync(`${target}-none`, file)],
  ["another name of a file", (file, target) => linkSync(target, file)],
  ["a folder", (file) => void put(join(file, "x"), bytes)],
  ["a pipe", (file) => void namedPipe(file)],
];

const cases = ["data", "state.json"].flatMap((name) =>
  plants.map(([what, plant]) => [what, name, plant] as const),
);

/** Makes a part in which something else is in the place of a file. */
function leavePlanted(path: string, name: string, plant: (file: string) => void): string {
  const folder = `${path}.part-00c0ffee`;
  mkdirSync(folder, { recursive: true });
  if (name !== "data") writeFileSync(join(folder, "data"), bytes.subarray(0, 1000));
  plant(join(folder, name));
  return folder;
}

describe("a part is thrown away once, and said, and nothing behind it is touched:", () => {
  test.each(cases)("%s in the place of its %s", async (_, name, plant) => {
    const server = await faultyServer(bytes);
    const { variant, path, options } = setting(bytes);
    const target = precious();
    const folder = leavePlanted(path, name, (file) => plant(file, target));
    // In a process of its own: a pipe would hold this one up for ever.
    const child = fetchInChild(variant, { ...options, baseUrl: server.url });
    expect(await child.result).toMatchObject({ path });
    expect(readFileSync(target, "utf8")).toBe("precious");
    expect(existsSync(`${target}-none`)).toBe(false);
    expect(lstatSync(path).isFile() && sameBytes(path, bytes)).toBe(true);
    expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
    expect(notesOf(child.progress)).toEqual([
      expect.stringContaining("is damaged: it was thrown away"),
    ]);
    expect(existsSync(folder)).toBe(false);
  });

  test("of a terabyte, without a byte of it being read", async () => {
    const server = await faultyServer(bytes);
    const { variant, path, progress, options } = setting(bytes);
    truncateSync(join(leavePart(path, bytes.subarray(0, 1000)), "data"), 2 ** 40);
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(lyingAbout(path)).toEqual(["archive", "archive.INFO"]);
    expect(notesOf(progress)).toEqual([
      expect.stringContaining("has 1099511627776 bytes, more than the file: it was thrown away"),
    ]);
    // Of the archive alone, when it was there.
    const checked = progress.filter(({ phase }) => phase === "checking");
    expect(Math.max(...checked.map((told) => told.bytes))).toBe(bytes.length);
  });

  test("of a terabyte, where the size of the file is not known", async () => {
    const server = await faultyServer(bytes);
    const { variant, options } = setting(bytes);
    const file = { url: `${server.url}/x.tar`, sha256: variant.archive.sha256 };
    const { path } = await fetchFile(file, options);
    execFileSync("mv", [path, `${path}.other`]);
    truncateSync(join(leavePart(path, bytes.subarray(0, 1000)), "data"), 2 ** 40);
    await fetchFile(file, options);
    expect(sameBytes(path, bytes)).toBe(true);
  });

  test("of a terabyte, of another machine, which is not copied", async () => {
    const server = await faultyServer(bytes);
    const { variant, path, options } = setting(bytes);
    const data = join(leavePart(path, bytes.subarray(0, 1000), "{}", ".0123456789ab-1-1"), "data");
    truncateSync(data, 2 ** 40);
    execFileSync("touch", ["--date=2020-01-01", data]);
    await fetchArchive(variant, { ...options, baseUrl: server.url });
    expect(sameBytes(path, bytes)).toBe(true);
    expect(lyingAbout(path)).toEqual(["archive", "archive.INFO", "archive.part"]);
  });
});

function notesOf(progress: readonly Progress[]): string[] {
  return progress.flatMap(({ note }) => (note === undefined ? [] : [note]));
}

/** A data folder that everybody may write to, and in it what nobody put there. */
async function plantedByNobody(path: string, script: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  for (const folder of [dirname(path), dirname(dirname(path)), dirname(dirname(dirname(path)))]) {
    chmodSync(folder, 0o777);
  }
  const { stderr } = await runModule(
    `import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
    const path = ${JSON.stringify(path)};
    ${script}`,
    { cwd: builtPackage("fetch"), asNobody: true },
  );
  expect(stderr).toBe("");
}

describe.skipIf(!canBeNobody())(
  "in a folder of all users (needs root, and a clone that all users can read)",
  () => {
    const linked = `
    mkdirSync(path + ".part-00c0ffee", { mode: 0o777 });
    symlinkSync(TARGET, path + ".part-00c0ffee/data");`;

    test("a link that another planted in a part is not written through", async () => {
      const server = await faultyServer(bytes);
      const { variant, path, options } = setting(bytes);
      const target = precious();
      await plantedByNobody(path, linked.replace("TARGET", JSON.stringify(target)));
      await fetchArchive(variant, { ...options, baseUrl: server.url });
      expect(readFileSync(target, "utf8")).toBe("precious");
      expect(lstatSync(path).isFile() && sameBytes(path, bytes)).toBe(true);
    });

    test("the part of another is left to them, and keeps nobody from downloading", async () => {
      const server = await faultyServer(bytes);
      const { variant, path, options, home } = setting(bytes);
      await plantedByNobody(path, "");
      // One that belongs to this user and cannot be had by nobody.
      const folder = leavePart(path, bytes.subarray(0, 1000), "{}");
      chmodSync(folder, 0o700);
      chmodSync(dirname(path), 0o1777);
      chmodSync(home, 0o777);
      const child = fetchInChild(variant, { ...options, baseUrl: server.url }, nobody);
      expect(await child.result).toMatchObject({ path });
      expect(sameBytes(path, bytes)).toBe(true);
      expect(readdirSync(folder).sort()).toEqual(["data", "state.json"]);
      expect(statSync(join(folder, "data")).size).toBe(1000);
    });

    test("another reads nothing of a part, and a published file follows the umask", async () => {
      const server = await faultyServer(bytes, () => ({ bytesPerSecond: 300_000 }));
      for (const [umask, mode] of [
        ["022", 0o644],
        ["000", 0o666],
        ["077", 0o600],
      ] as const) {
        const { variant, path, options } = setting(bytes);
        const command = ["/bin/bash", "-c", `umask ${umask}; exec "$@"`, "bash"];
        const child = fetchInChild(variant, { ...options, baseUrl: server.url }, { command });
        await child.when(({ bytes, phase }) => phase === "downloading" && bytes > 0);
        const [part = ""] = readdirSync(dirname(path)).filter((name) => name.includes(".part-"));
        const folder = join(dirname(path), part);
        const modes = ["", "data", "state.json"].map((name) => modeOf(join(folder, name)));
        expect(modes).toEqual([0o700, 0o600, 0o600]);
        server.plan = () => ({});
        expect(await child.result).toMatchObject({ path });
        expect([path, `${path}.INFO`].map(modeOf)).toEqual([mode, mode]);
        server.plan = () => ({ bytesPerSecond: 300_000 });
      }
    });
  },
);

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}
