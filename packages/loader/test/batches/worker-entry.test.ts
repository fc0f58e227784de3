import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { builtPackage, temporaryFolder } from "@imagenet-v2/fixtures";
import { cacheTensors } from "@imagenet-v2/loader";
import { describe, expect, test } from "vitest";
import { archiveOfPictures, collect, digest, openPictures, small } from "./pictures.ts";

const dataset = await openPictures(await archiveOfPictures(30));
const options = { preprocessing: small, batchSize: 8, workers: 2 } as const;
const entry = pathToFileURL(join(builtPackage("loader"), "dist/worker.js"));
const folder = temporaryFolder();

function fileOf(name: string, code: string): URL {
  const path = join(folder, name);
  writeFileSync(path, code);
  return pathToFileURL(path);
}

const idle = fileOf("idle.mjs", "");

describe("threads of an entry of one's own", () => {
  test.each([
    ["its URL", entry],
    ["a file that imports it", fileOf("bundled.mjs", `import ${JSON.stringify(entry.href)};`)],
    ["a function that starts it", () => new Worker(entry, { execArgv: [] })],
  ])("make the same batches: %s", async (_, worker) => {
    const expected = await digest(dataset.batches({ ...options, workers: 0 }));
    expect(await digest(dataset.batches({ ...options, worker }))).toBe(expected);
  });

  test("make a cache of tensors", async () => {
    const file = join(folder, "cache.npy");
    await cacheTensors(dataset, small, file, {
      workers: 1,
      worker: () => new Worker(entry, { execArgv: [] }),
    });
    const batches = dataset.batches({ ...options, cache: file, worker: entry });
    expect(await digest(batches)).toBe(await digest(dataset.batches({ ...options, workers: 0 })));
  });
});

describe("a thread that cannot start is an error that tells the way out", () => {
  test.each([
    ["no such file", new URL("missing.js", entry)],
    ["no program", fileOf("broken.mjs", "const = 1;")],
    ["a program that ends at once", idle],
    ["no file", new URL("https://example.org/worker.js")],
    [
      "a function that throws",
      () => {
        throw new Error("not here");
      },
    ],
    ["a function that gives something else", () => ({}) as Worker],
  ])("%s", async (_, worker) => {
    await expect(collect(dataset.batches({ ...options, worker }))).rejects.toMatchObject({
      code: "WORKER_DIED",
      message: expect.stringContaining("cannot start"),
      hint: expect.stringMatching(/imagenet-v2\/worker.* option worker.*workers: 0/),
    });
  });

  test("of the second, while the first waits", async () => {
    let calls = 0;
    const worker = () => {
      if (++calls === 2) throw new Error("one is enough");
      return new Worker(entry, { execArgv: [] });
    };
    const batches = collect(dataset.batches({ ...options, worker }));
    await expect(batches).rejects.toMatchObject({ code: "WORKER_DIED" });
  });
});

test.each([["worker.js"], [{}], [null]])("refuses %j as an entry", (worker) => {
  expect(() => dataset.batches({ ...options, worker: worker as never })).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION" }),
  );
});
