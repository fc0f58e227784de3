/**
 * What an image costs the thread that takes the batches, by the number of threads that make them: it is
 * the bound where there are many cores. The images are cached, so that the makers have little to do.
 * Linux tells the time of one thread.
 *
 *     pnpm bench:consumer [--images 1000] [--passes 5] [--rounds 3]
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cacheTensors, datasetOf } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { machine } from "./machine.ts";
import { type Material, prepareMaterial } from "./material.ts";
import { runProgram } from "./measurement.ts";
import { spread } from "./table.ts";

/** Ways to take batches. */
const ways = { kept: false, reused: true, "reused, private": "private" } as const;
type Way = keyof typeof ways;

/** For one image. */
interface Cost {
  readonly consumerMilliseconds: number;
  readonly allMilliseconds: number;
  readonly perSecond: number;
}

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "1000" },
    passes: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    way: { type: "string" },
    workers: { type: "string", default: "2" },
  },
});
const material = await prepareMaterial(Number(values.images));

if (values.way !== undefined) {
  const cost = await take(material, Number(values.workers), values.way as Way);
  console.log(JSON.stringify(cost));
} else {
  const program = fileURLToPath(import.meta.url);
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const way of Object.keys(ways)) {
      for (const workers of ["1", "2", "4", "8"]) {
        const name = `${way} | ${workers}`;
        const how = ["--images", values.images, "--passes", values.passes];
        const args = [program, ...how, "--way", way, "--workers", workers];
        const cost = await runProgram<Cost>(process.execPath, args);
        costs.set(name, [...(costs.get(name) ?? []), cost]);
      }
    }
  }
  console.log(`${machine()}\n`);
  console.log("| batches | threads | consumer's thread, ms/image | all, CPU ms/image | images/s |");
  console.log("| --- | ---: | ---: | ---: | ---: |");
  for (const [name, found] of costs) {
    const cells = [
      spread(
        found.map(({ consumerMilliseconds }) => consumerMilliseconds),
        3,
      ),
      spread(
        found.map(({ allMilliseconds }) => allMilliseconds),
        3,
      ),
      spread(
        found.map(({ perSecond }) => perSecond),
        0,
      ),
    ];
    console.log(`| ${[name, ...cells].join(" | ")} |`);
  }
}

/** All batches but the first, which waits for the threads to start. */
async function take(of: Material, workers: number, way: Way): Promise<Cost> {
  const cache = join(of.workshop, `first-${of.images}.npy`);
  const store = await ArchiveStore.open(of.archive, { partial: true, dataDir: of.workshop });
  const some = datasetOf(store).take(of.images);
  await cacheTensors(some, "imagenet", cache);
  const batches = some
    .repeat(Number(values.passes))
    .batches({ preprocessing: "imagenet", cache, workers, reuse: ways[way] });
  let images = 0;
  let begun: ReturnType<typeof now> | undefined;
  for await (const { label } of batches) {
    if (begun === undefined) begun = now();
    else images += label.length;
  }
  const end = now();
  const start = begun ?? end;
  await store.close();
  return {
    consumerMilliseconds: (end.consumer - start.consumer) / images,
    allMilliseconds: (end.all - start.all) / images,
    perSecond: (1000 * images) / (end.clock - start.clock),
  };
}

/** Milliseconds: of the clock, of this thread, of all threads. */
function now(): { readonly clock: number; readonly consumer: number; readonly all: number } {
  const { user, system } = process.cpuUsage();
  // Nanoseconds on a core, nanoseconds waiting for one, how often.
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
  return {
    clock: performance.now(),
    consumer: Number(nanoseconds) / 1e6,
    all: (user + system) / 1000,
  };
}
