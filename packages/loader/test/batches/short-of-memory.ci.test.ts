// V8 reserves 10 GiB of addresses for each memory of WebAssembly, so that a limit of addresses is a limit of
// decoders. The limits are real: `ulimit` in a shell, then Node.
import { existsSync } from "node:fs";
import { builtPackage, runModule, tinyJpeg } from "@imagenet-v2/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
import { archiveOfPictures, digest, names, openPictures, small } from "./pictures.ts";
import { telling } from "./telling.ts";

const options = { preprocessing: small, batchSize: 4 };
const gibibytes = (count: number) => `-v ${count * 2 ** 20}`;

async function run(text: string, limit: string) {
  const { stdout, stderr } = await runModule(text, { cwd: builtPackage("loader"), limit });
  return JSON.parse(stdout || JSON.stringify({ stderr }));
}

const noRoom = {
  code: "UNSUPPORTED",
  feature: "WebAssembly memory",
  hint: expect.stringContaining("ulimit -v"),
};

// Whole batches of one thread, or images of all in shared memory.
const ways = [
  ["kept", false],
  ["reused", true],
] as const;

describe.skipIf(process.platform !== "linux").for(ways)(
  "where addresses are few (needs Linux), batches %s",
  ([, reuse]) => {
    let path = "";
    let right = { digests: ["", ""] };
    beforeAll(async () => {
      path = await archiveOfPictures(50);
      const expected = await digest((await openPictures(path)).batches({ ...options, workers: 0 }));
      right = { digests: [expected, expected] };
    });
    test("as many threads as there is room for make the batches, and a warning says so once", async () => {
      const [one, two] = await Promise.all([
        run(telling(path, { reuse }), gibibytes(16)),
        run(telling(path, { reuse }), gibibytes(28)),
      ]);
      expect(one).toEqual({ ...right, threads: 2 * 1, warnings: 1, skipped: 0 });
      expect(two).toEqual({ ...right, threads: 2 * 2, warnings: 1, skipped: 0 });
    });

    test("the calling thread makes them where it has the one memory", async () => {
      const before = "await decodeJpeg(store.readSync(0));";
      expect(await run(telling(path, { before, reuse }), gibibytes(16))).toEqual({
        ...right,
        threads: 0,
        warnings: 1,
        skipped: 0,
      });
    });

    test("a memory that is gone when a thread wants it leaves the work to the others", async () => {
      const before = "onThread.push(takeMemory);";
      expect(await run(telling(path, { before, reuse }), gibibytes(28))).toEqual({
        ...right,
        threads: 2 + 1,
        warnings: 1,
        skipped: 0,
      });
    });

    test("and to the calling thread where none gets one", async () => {
      const before = "await decodeJpeg(store.readSync(0)); onThread.push(takeMemory);";
      expect(await run(telling(path, { before, reuse }), gibibytes(28))).toEqual({
        ...right,
        threads: 1 + 0,
        warnings: 1,
        skipped: 0,
      });
    });

    test.each([0, 8])("with no room at all it is an error, %i threads", async (workers) => {
      const text = telling(path, { workers, reuse });
      expect(await run(text, gibibytes(8))).toMatchObject({
        error: noRoom,
        skipped: 0,
        warnings: 0,
      });
      const taken = telling(path, { workers, reuse, before: "takeMemory();" });
      expect(await run(taken, gibibytes(16))).toMatchObject({ error: noRoom, skipped: 0 });
    });

    test("a memory that was large is found again", async () => {
      const large = await tinyJpeg({ width: 4000, height: 3000, progressive: true });
      const [first = "", second = ""] = [names(20)[3], names(20)[17]];
      const archive = await archiveOfPictures(20, { [first]: large, [second]: large });
      const expected = await digest(
        (await openPictures(archive)).batches({ ...options, workers: 0 }),
      );
      const found = await run(telling(archive, { reuse }), gibibytes(16));
      expect(found).toMatchObject({ digests: [expected, expected], threads: 2, warnings: 1 });
    });
  },
);

const prlimit = "/usr/bin/prlimit";

test.skipIf(!existsSync(prlimit)).for(ways)(
  "an image that a thread's memory cannot grow for is made where it can, and never skipped, batches %s (needs prlimit)",
  async ([, reuse]) => {
    const plain = await openPictures(await archiveOfPictures(50));
    const [last] = [...plain.records()].slice(-1);
    // 145 MiB of coefficients, which the calling thread's kernel has had before. What is left below the limit
    // is less, and still enough for V8, which collects garbage when a memory cannot grow and needs room for that.
    const large = await tinyJpeg({ width: 5000, height: 5000, progressive: true });
    const path = await archiveOfPictures(50, { [last?.file_name ?? ""]: large });
    const expected = await digest((await openPictures(path)).batches({ ...options, workers: 0 }));
    const limit = `
      const { execFileSync } = await import("node:child_process");
      const { readFileSync } = await import("node:fs");
      const limit = () => {
        const [, used] = /VmData:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"));
        const bytes = 1024 * Number(used) + 112 * 2 ** 20;
        execFileSync("${prlimit}", ["--pid", String(process.pid), "--data=" + bytes + ":"]);
      };
    `;
    const grown = `${limit} await preprocess(store.readSync(${last?.index}), options.preprocessing);`;
    const loop = "if (index.length > 0 && !said.limited) { limit(); said.limited = true; }";
    const program = (before: string) => telling(path, { before, loop, workers: 1, runs: 1, reuse });
    const run = async (text: string) =>
      JSON.parse((await runModule(text, { cwd: builtPackage("loader") })).stdout);
    const told = { threads: 1, warnings: 1, skipped: 0, limited: true };
    expect(await run(program(grown))).toEqual({ ...told, digests: [expected] });
    expect(await run(program(limit))).toMatchObject({
      ...told,
      digests: [],
      error: { code: "UNSUPPORTED", feature: "WebAssembly memory" },
    });
  },
);
