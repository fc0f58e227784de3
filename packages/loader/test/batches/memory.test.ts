import { expect, test, vi } from "vitest";
import { archiveOfPictures, collect, openPictures, small } from "./pictures.ts";

vi.mock(import("node:worker_threads"), async (original) => {
  const actual = await original();
  class SmallWorker extends actual.Worker {
    constructor(file: string, options: object) {
      // Less than the modules take.
      super(file, { ...options, resourceLimits: { maxOldGenerationSizeMb: 5 } });
    }
  }
  return { ...actual, Worker: SmallWorker as typeof actual.Worker };
});

test("a thread without memory is an error that says so", async () => {
  const dataset = await openPictures(await archiveOfPictures(20));
  const begun = performance.now();
  await expect(
    collect(dataset.batches({ preprocessing: small, workers: 2 })),
  ).rejects.toMatchObject({
    code: "WORKER_DIED",
    message: expect.stringContaining("memory"),
    cause: { code: "ERR_WORKER_OUT_OF_MEMORY" },
  });
  expect(performance.now() - begun).toBeLessThan(10_000);
});
