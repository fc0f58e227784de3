import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { faultyServer, runReadme, temporaryFolder } from "@imagenet-v2/fixtures";
import * as storage from "@imagenet-v2/storage";
import * as node from "@imagenet-v2/storage/node";
import { expect, test } from "vitest";

const readme = new URL("../README.md", import.meta.url);

test("the README's example gives what it says", async () => {
  const folder = temporaryFolder();
  const { readSmallFile, withLock, writeFileAtomic } = node;
  const claims = await runReadme(readme, {
    "@imagenet-v2/storage/node": {
      readSmallFile: (path: string, options: node.ReadFileOptions) =>
        readSmallFile(join(folder, basename(path)), options),
      withLock: (path: string, options: object, work: () => Promise<void>) =>
        withLock(join(folder, basename(path)), options, work),
      writeFileAtomic: (path: string, data: string) =>
        writeFileAtomic(join(folder, basename(path)), data),
    },
  });
  expect(claims).toHaveLength(1);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});

test("the README's sources give what it says", async () => {
  const tar = Buffer.alloc(10_240);
  tar.write("a.jpeg");
  tar.write("ustar", 257);
  const server = await faultyServer(tar);
  const toServer: typeof fetch = (_, init) => fetch(server.url, init);
  const httpSource: typeof storage.httpSource = (url, options) =>
    storage.httpSource(url, { ...options, fetch: toServer });
  const modules = { "@imagenet-v2/storage": { ...storage, httpSource } };
  const claims = await runReadme(readme, modules, 1);
  expect(claims).toHaveLength(3);
  for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
});

test("the README names all there is to call", async () => {
  const text = await readFile(readme, "utf8");
  const names = Object.keys({ ...storage, ...node });
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
