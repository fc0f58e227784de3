import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { faultyServer, temporaryFolder, writeTar } from "@imagenet-v2/fixtures";
import { sampleArchive } from "@imagenet-v2/sample";
import { expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
const archive = await sampleArchive({ dataDir });
const bytes = readFileSync(archive);
const output = join(temporaryFolder(), "index.json");

test("index writes an index, with which a copy on a server is listed as the archive", async () => {
  const { exitCode, stdout, stderr } = await imagenetV2("index", archive, "--output", output);
  expect([exitCode, stdout]).toEqual([0, `${output}\n`]);
  expect(stderr).toMatch(/^\d+ images \(.*\)\.\n$/);
  const server = await faultyServer(bytes);
  const remote = ["--archive", `${server.url}/sample.tar`, "--partial"];
  const listed = await imagenetV2("list", ...remote, "--index", output, "--json");
  const local = await imagenetV2("list", "--archive", archive, "--partial", "--json");
  expect(listed.exitCode).toBe(0);
  expect(listed.stdout).toBe(local.stdout);
  expect(server.sent).toBe(1);

  const without = await imagenetV2("list", ...remote);
  expect(without.exitCode).toBe(2);
  expect(without.stderr).toContain(
    "(imagenet-v2 index ARCHIVE --output FILE) and give it as --index",
  );
});

test("an archive of class folders of one's own has an index, too", async () => {
  const pets = join(temporaryFolder(), "pets.tar");
  const members = ["pets/dog/1.jpeg", "pets/cat/2.jpeg"].map((name) => ({
    name,
    body: bytes.subarray(0, 9),
  }));
  await writeTar(pets, members);
  const list = join(temporaryFolder(), "classes.txt");
  writeFileSync(list, "dog\ncat\n");
  const refused = await imagenetV2("index", pets, "--output", output);
  expect(refused.stderr).toContain("Class folders of your own are read with --classes FILE.");
  const made = await imagenetV2("index", pets, "--classes", list, "--output", output);
  expect(made).toMatchObject({ exitCode: 0, stdout: `${output}\n` });
  const server = await faultyServer(readFileSync(pets));
  const own = ["--archive", `${server.url}/pets.tar`, "--index", output, "--classes", list];
  const listed = await imagenetV2("list", ...own, "--json");
  const rows = listed.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows).toMatchObject([
    { file_name: "cat/2.jpeg", label: 1, name: "cat" },
    { file_name: "dog/1.jpeg", label: 0, name: "dog" },
  ]);
});

test("index --json prints what it found", async () => {
  const { stdout } = await imagenetV2("index", archive, "--output", output, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ output, archive, bytes: bytes.length });
});

test("index of a gzip file says that it is of the tar in it", async () => {
  const packed = join(temporaryFolder(), "packed.tar.gz");
  writeFileSync(packed, gzipSync(bytes));
  const { exitCode, stderr } = await imagenetV2("index", packed, "--output", output);
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`of the plain tar in it (${bytes.length} bytes)`);
  expect(JSON.parse(readFileSync(output, "utf8"))).toMatchObject({ bytes: bytes.length });
});

test.for([
  ["without --output", ["index", archive], 2],
  ["of nothing", ["index", "/none.tar", "--output", output], 6],
  ["of a folder", ["index", dataDir, "--output", output], 4],
  ["of a URL", ["index", "http://localhost:1/a.tar", "--output", output], 2],
  ["that is none", ["list", "--archive", archive, "--index", archive], 2],
  ["without an archive", ["list", "--index", output], 2],
  ["of another archive", ["list", "--archive", output, "--index", output], 4],
] as const)("an index %s ends with an error", async ([, argv, expected]) => {
  const { exitCode, stdout, stderr } = await imagenetV2(...argv);
  expect([exitCode, stdout]).toEqual([expected, ""]);
  expect(stderr).not.toContain("Unexpected");
});
