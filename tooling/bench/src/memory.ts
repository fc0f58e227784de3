/**
 * Resident memory while all 10,000 images go by: batches to a consumer slower than the threads that make
 * them, and plain iteration. Each in a process of its own.
 *
 *     pnpm --filter @imagenet-v2/bench run memory [--wait 200]
 */

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { prepareMaterial } from "./material.ts";
import { runProgram } from "./measurement.ts";
import { type Passing, type Way, ways } from "./passing.ts";

const { values } = parseArgs({
  options: {
    /** Milliseconds that the consumer takes for a batch of 32. */
    wait: { type: "string", default: "200" },
    way: { type: "string" },
  },
});
const material = await prepareMaterial(1000);

if (values.way !== undefined) {
  console.log(JSON.stringify(await ways[values.way as Way](material, Number(values.wait))));
} else {
  const at = [1000, 2000, 5000, 10_000];
  const rows: [string, Passing][] = [];
  for (const way of Object.keys(ways)) {
    const args = [fileURLToPath(import.meta.url), "--wait", values.wait, "--way", way];
    console.error(`${way} …`);
    rows.push([way, await runProgram<Passing>(process.execPath, args)]);
  }
  console.log(`${machine()}\n`);
  const head = at.map((count) => `at ${count.toLocaleString("en")}`);
  console.log(`| resident MB | ${head.join(" | ")} | peak | images/s | threads ahead |`);
  console.log(`| --- |${" ---: |".repeat(at.length + 3)}`);
  for (const [way, { resident, peak, perSecond, ready }] of rows) {
    const cells = at.map((count) => resident[count]?.toFixed(0) ?? "");
    const ahead = ready === undefined ? "" : `${(100 * ready).toFixed(0)} % of the batches`;
    console.log(`| ${[way, ...cells, peak.toFixed(0), perSecond.toFixed(0), ahead].join(" | ")} |`);
  }
}
