import { expect, test } from "vitest";
import { archiveOfPictures, collect, names, openPictures, small } from "./pictures.ts";

const options = { preprocessing: small, batchSize: 4 } as const;

test.for([0, 2])("a saved state goes on in the middle, with %i threads", async (workers) => {
  const path = await archiveOfPictures(30);
  const dataset = await openPictures(path);
  const whole = await collect(dataset.batches({ ...options, workers }));
  const run = dataset.batches({ ...options, workers }).iterate();
  await run.next();
  await run.next();
  const state = JSON.parse(JSON.stringify(run.state()));
  await run.return();
  // In another process, with another number of threads.
  const later = await openPictures(path);
  const rest = later
    .batches({ ...options, workers: 1 - Math.min(workers, 1) })
    .iterate({ from: state });
  expect(await collect(rest)).toEqual(whole.slice(2));
});

test("images that are left out do not move what comes after a saved state", async () => {
  const damaged = Object.fromEntries(names(4).map((name) => [name, new Uint8Array(9)]));
  const dataset = await openPictures(await archiveOfPictures(30, damaged), { onError: "skip" });
  const whole = await collect(dataset.batches({ ...options, workers: 0 }));
  const run = dataset.batches({ ...options, workers: 2 }).iterate();
  for (let i = 0; i < 4; i++) await run.next();
  const state = run.state();
  await run.return();
  const rest = dataset.batches({ ...options, workers: 2 }).iterate({ from: state });
  expect(await collect(rest)).toEqual(whole.slice(4));
});

test.for([
  ["another preprocessing", { preprocessing: { ...small, std: [1, 1, 1] } }],
  ["another size of batches", { batchSize: 5 }],
  ["another DCT", { dct: "fast" }],
] as const)("a state of %s is refused", async ([, changed], { expect }) => {
  const dataset = await openPictures(await archiveOfPictures(10));
  const state = dataset.batches(options).iterate().state();
  expect(() => dataset.batches({ ...options, ...changed }).iterate({ from: state })).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", option: "from" }),
  );
  // What does not change the batches changes nothing.
  dataset.batches({ ...options, workers: 1, reuse: true, prefetch: 9 }).iterate({ from: state });
});
