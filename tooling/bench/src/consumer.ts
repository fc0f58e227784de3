/**
 * What an image costs the thread that takes the batches, by the number of threads that make them: it is
 * the bound where there are many cores. The images are cached, so that the makers have little to do.
 * Linux tells the time of one thread.
 *
 *     pnpm bench:consumer [--images 1000] [--passes 5] [--rounds 3]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measured } from "./clock.ts";
import { machine } from "./machine.ts";
import { prepareMaterial } from "./material.ts";
import { type Measurement, runProgram } from "./measurement.ts";
import { cached } from "./stages.ts";
import { rate, spread } from "./table.ts";

/** Ways to take batches. */
const ways = { kept: false, reused: true, "reused, private": "private" } as const;

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
  const options = { workers: Number(values.workers), reuse: ways[values.way as keyof typeof ways] };
  const work = await cached(material, options, Number(values.passes));
  console.log(JSON.stringify(measured(work)));
} else {
  const program = fileURLToPath(import.meta.url);
  const runs = new Map<string, Measurement[]>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const way of Object.keys(ways)) {
      for (const workers of ["1", "2", "4", "8"]) {
        const name = `${way} | ${workers}`;
        const how = ["--images", values.images, "--passes", values.passes];
        const args = [program, ...how, "--way", way, "--workers", workers];
        const run = await runProgram(process.execPath, args);
        runs.set(name, [...(runs.get(name) ?? []), run]);
      }
    }
  }
  console.log(`${machine()}\n`);
  console.log("| batches | threads | consumer's thread, ms/image | all, CPU ms/image | images/s |");
  console.log("| --- | ---: | ---: | ---: | ---: |");
  for (const [name, found] of runs) {
    const cells = [
      spread(found.flatMap(milliseconds("mainThreadSeconds")), 3),
      spread(found.flatMap(milliseconds("cpuSeconds")), 3),
      spread(found.map(rate), 0),
    ];
    console.log(`| ${[name, ...cells].join(" | ")} |`);
  }
}

/** For one image; none where the system does not tell. */
function milliseconds(of: "mainThreadSeconds" | "cpuSeconds") {
  return ({ images, [of]: seconds }: Measurement) =>
    seconds === undefined ? [] : [(1000 * seconds) / images];
}
