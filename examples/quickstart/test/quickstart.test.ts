import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";
import { expect, onTestFinished, test, vi } from "vitest";

const out = join(import.meta.dirname, "../../../out");

test("lists, decodes and shows the sample, as npm start does", { timeout: 120_000 }, async () => {
  const dataDir = temporaryFolder();
  vi.stubEnv("IMAGENET_V2_DATA_DIR", dataDir);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => {
    log.mockRestore();
    vi.unstubAllEnvs();
  });
  for (const name of ["sample.png", "sample.html"]) rmSync(join(out, name), { force: true });

  await import("../index.ts");

  const said = log.mock.calls.flat().join("\n");
  expect(said).toContain(`${dataDir}/downloads/imagenet-v2-sample.tar.gz\n67 examples, sample`);
  expect(said).toMatch(/^0 {2}979\/0e433f08c6369bbc92727824a23414ff22cb919e\.jpeg {2}979 valley$/m);
  expect(said).toMatch(/Decoded 67 images, [\d.]+ megapixels: \d+ images a second\./);
  expect(readFileSync(join(out, "sample.png")).subarray(1, 4).toString()).toBe("PNG");
  expect(existsSync(join(out, "sample.html"))).toBe(true);
});
