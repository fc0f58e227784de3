import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { afterAll, expect, test } from "vitest";
import { commandLine } from "./terminal.ts";

const dataDir = temporaryFolder();
const env = { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir };
const imagenetV2 = commandLine({ env });

const content = Buffer.from("a mirror's own packing");
const sha256 = createHash("sha256").update(content).digest("hex");
const server = createServer((request, response) => {
  if (request.url === "/packed.bin") response.end(content);
  else response.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
afterAll(() => server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/packed.bin`;

test("download --url fetches any file with a known checksum", async () => {
  const { exitCode, stdout } = await imagenetV2("download", "--url", url, "--sha256", sha256);
  expect(exitCode).toBe(0);
  expect(await readFile(stdout.trimEnd())).toEqual(content);
  expect(basename(stdout.trimEnd())).toMatch(/packed.*\.bin$/);
});

test("download --json prints one value", async () => {
  const { stdout } = await imagenetV2("download", "--url", url, "--sha256", sha256, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ bytes: content.length, sha256 });
});

test.each([
  ["another checksum", ["--url", url, "--sha256", "0".repeat(64)], 4],
  ["another size", ["--url", url, "--sha256", "1".repeat(64), "--bytes", "5"], 4],
  ["an address that is not there", ["--url", `${url}x`, "--sha256", sha256], 3],
  ["a URL without a checksum", ["--url", url], 2],
  ["a checksum without a URL", ["--sha256", sha256], 2],
  ["a checksum that is none", ["--url", url, "--sha256", "abc"], 2],
  ["an address that is no web address", ["--url", "file:///etc/passwd", "--sha256", sha256], 2],
  ["an unwilling network", ["--offline"], 6],
  ["retries that are no number", ["--retries", "many"], 2],
  ["a stall time-out of nothing", ["--stall-timeout", "0"], 2],
])("download with %s", async (_, argv, expected) => {
  const { exitCode, stdout, stderr } = await imagenetV2("download", ...argv);
  expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: "" });
  expect(stderr).not.toBe("");
});

test("verify without an archive ends with 6", async () => {
  expect((await imagenetV2("verify")).exitCode).toBe(6);
});

test("verify names both checksums of an archive that is another", async () => {
  const archive = join(dataDir, "other.tar.gz");
  await writeFile(archive, content);
  const { exitCode, stdout, stderr } = await imagenetV2("verify", "--archive", archive, "--json");
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ path: archive, valid: false, sha256 });
  expect(JSON.parse(stderr)).toMatchObject({ error: "CHECKSUM_MISMATCH", actual: sha256 });
});

test("clean shows what it would remove, and removes it when told to", async () => {
  const index = join(dataDir, "index", `archive-v2-${"0".repeat(32)}.json`);
  const { mkdir } = await import("node:fs/promises");
  await mkdir(join(dataDir, "index"), { recursive: true });
  const record = JSON.stringify({ path: "/nowhere/any-more.tar.gz" });
  await writeFile(index, `00000000\n${record}`);
  const shown = await imagenetV2("clean");
  expect(shown.stdout).toContain(index);
  expect(shown.stderr).toContain("--yes");
  expect(await readFile(index, "utf8")).toContain(record);
  const removed = await imagenetV2("clean", "--yes", "--json");
  expect(JSON.parse(removed.stdout)).toMatchObject({ removed: true, items: [{ path: index }] });
  await expect(readFile(index)).rejects.toThrow("ENOENT");
});

test("doctor tells what decides, and hides credentials", async () => {
  const proxied = commandLine({
    env: { ...env, HTTPS_PROXY: "http://user:secret@proxy.example:3128", HF_TOKEN: "hf_secret" },
  });
  const { stdout } = await proxied("doctor");
  expect(stdout).toContain(process.version);
  expect(stdout).toContain(dataDir);
  expect(stdout).toContain("topimages: not here");
  expect(stdout).not.toContain("secret");
  const json = await proxied("doctor", "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ network: { token: true, offline: false } });
  expect(json.stdout).not.toContain("secret");
});

test("doctor tells what lies prepared", async () => {
  const dataDir = temporaryFolder();
  const imagenetV2 = commandLine({ env: { HOME: dataDir, IMAGENET_V2_DATA_DIR: dataDir } });
  const prepared = await imagenetV2(
    "prepare",
    "imagenet_v2/topimages",
    "--sample",
    "--num-shards=1",
  );
  expect(prepared.stderr).toContain("67 examples in 1 shards");
  const { stdout } = await imagenetV2("doctor");
  expect(stdout).toContain(`topimages:\n  prepared: ${prepared.stdout.trimEnd()}\n`);
  expect(stdout).toContain("matched-frequency: not here");
});
