// Runtimes that have less than all of WebAssembly: Node with other flags.
import { builtPackage, runModule } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { archiveOfPictures, digest, openPictures, small } from "./pictures.ts";
import { telling } from "./telling.ts";

const path = await archiveOfPictures(20);
const cwd = builtPackage("loader");

// V8 makes vectors of WebAssembly with SSE 4.1.
test.skipIf(process.arch !== "x64").each([0, 2])(
  "without WebAssembly SIMD the batches are the same, %i threads (needs x64)",
  async (workers) => {
    const dataset = await openPictures(path);
    const options = { preprocessing: small, batchSize: 4, workers: 0 };
    const expected = await digest(dataset.batches(options));
    const before = `
      const simd = "AGFzbQEAAAABBQFgAAF7AwIBAAoKAQgAQQD9D/1iCw==";
      said.simd = WebAssembly.validate(Buffer.from(simd, "base64"));`;
    const text = telling(path, { workers, runs: 1, before });
    const { stdout } = await runModule(text, { cwd, flags: ["--no-enable-sse4-1"] });
    expect(JSON.parse(stdout)).toEqual({
      digests: [expected],
      simd: false,
      threads: workers,
      warnings: 0,
      skipped: 0,
    });
    const { stdout: usual } = await runModule(text, { cwd });
    expect(JSON.parse(usual)).toMatchObject({ digests: [expected], simd: true });
  },
);

describe("without WebAssembly", () => {
  const flags = ["--jitless"];
  const error = {
    code: "UNSUPPORTED",
    feature: "WebAssembly",
    hint: expect.stringContaining("--jitless"),
  };

  test.each([0, 2])("batches are an error that says so, %i threads", async (workers) => {
    const text = telling(path, { workers, runs: 1 });
    const { stdout } = await runModule(text, { cwd, flags });
    expect(JSON.parse(stdout)).toMatchObject({ error, digests: [], skipped: 0, warnings: 0 });
  });

  test("so are decoding, preprocessing and reading, and listing works", async () => {
    const before = `
      const errors = [];
      const note = ({ code, feature, hint }) => errors.push({ code, feature, hint });
      const jpeg = store.readSync(0);
      await decodeJpeg(jpeg).catch(note);
      await preprocess(jpeg, "imagenet").catch(note);
      await dataset.at(0).catch(note);
      said.errors = errors;
      said.names = [...dataset.records()].length;`;
    const { stdout } = await runModule(telling(path, { before, runs: 0 }), { cwd, flags });
    expect(JSON.parse(stdout)).toMatchObject({ errors: [error, error, error], names: 20 });
  });
});
