// V8 reserves 10 GiB of addresses for each memory of WebAssembly: with a limit, few threads have one.
import { join } from "node:path";
import {
  archiveOf,
  builtPackage,
  runModule,
  temporaryFolder,
  tinyJpeg,
} from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
import { imageName } from "./picture-store.ts";

const archive = join(temporaryFolder(), "pictures.tar");
beforeAll(async () => {
  const names = Array.from({ length: 200 }, (_, i) => imageName(i % 10, i));
  const pictures = await Promise.all(
    Array.from({ length: 7 }, (_, seed) => tinyJpeg({ seed, width: 20 + seed, height: 20 })),
  );
  const jpeg = (name: string, i: number) =>
    name === names[70] ? Buffer.from("no picture") : (pictures[i % 7] as Buffer);
  await archiveOf(archive, names, { topDirectory: "pictures", jpeg });
});

/** What the explorer measures in a process of its own; `before` is done when it serves. */
async function measures(limit: string | undefined, before = "") {
  const text = `
    import { request } from "node:http";
    import { json } from "node:stream/consumers";
    import { serveExplorer } from "@imagenet-v2/explorer";
    import { datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
    const [dataDir, path] = ${JSON.stringify([temporaryFolder(), archive])};
    const store = await ArchiveStore.open(path, { partial: true, dataDir });
    const explorer = await serveExplorer({ dataset: datasetOf(store), port: 0, dataDir });
    // The fetch of Node has a memory of WebAssembly of its own.
    const get = (path) => new Promise((resolve, reject) =>
      request({ port: explorer.port, path }, resolve).on("error", reject).end());
    (await get("/thumbnails/0.jpeg")).resume();
    const said = { threads: 0 };
    const onThread = [];
    process.on("worker", () => { said.threads++; for (const take of onThread.splice(0)) take(); });
    const memories = [];
    const takeMemory = () => memories.push(new WebAssembly.Memory({ initial: 1 }));
    ${before}
    for (let status = 202; status === 202; ) {
      const answer = await get("/documents/measures.json");
      status = answer.statusCode;
      said.document = await json(answer);
    }
    console.log(JSON.stringify(said));
    await explorer.close();
  `;
  const { stdout, stderr } = await runModule(text, { cwd: builtPackage("explorer"), limit });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe.skipIf(process.platform !== "linux")(
  "images are measured all the same where (needs Linux)",
  () => {
    let expected: unknown;
    beforeAll(async () => {
      expected = (await measures(undefined)).document;
      expect(expected).toMatchObject({
        damaged: [{ message: expect.stringContaining("expected a") }],
      });
    });
    // This thread has one: it has made a thumbnail.
    test.each([
      ["no thread has a memory", "-v 16777216", "", 0],
      ["one has", "-v 29360128", "", 1],
      [
        "one that was there is gone when a thread wants it",
        "-v 41943040",
        "onThread.push(takeMemory);",
        2,
      ],
      ["both are", "-v 41943040", "onThread.push(takeMemory, takeMemory);", 2],
    ])("%s", async (_, limit, before, threads) => {
      expect(await measures(limit, before)).toMatchObject({ document: expected, threads });
    });
  },
);
