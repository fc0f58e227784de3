/**
 * Ours beside what others do on as many workers or threads: batches, and whole evaluations.
 *
 *     pnpm bench:peers [--images 1000] [--rounds 3] [--only PART_OF_A_NAME] [--busy 0]
 */
import { parseArgs } from "node:util";
import { breakdown } from "./breakdown.ts";
import { withBusyCores } from "./busy.ts";
import { compareBatches } from "./compare-batches.ts";
import { compareEvaluations } from "./compare-evaluations.ts";
import { machine } from "./machine.ts";
import { prepareMaterial } from "./material.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    /** How many cores other processes keep busy meanwhile. */
    busy: { type: "string", default: "0" },
  },
});
const rounds = Number(values.rounds);
const busy = Number(values.busy);
if (!(Number.isInteger(busy) && busy >= 0)) throw new Error("--busy takes a number of cores.");
const chosen = (name: string) => name.includes(values.only);
const material = await prepareMaterial(Number(values.images));

let measured = false;
/** As soon as it is there: the others take minutes. */
const show = (tables: string | undefined) => {
  if (tables === undefined) return;
  measured = true;
  console.log(`${tables}\n`);
};
await withBusyCores(busy, async () => {
  show(await compareBatches(material, chosen, rounds));
  show(await compareEvaluations(material, chosen, rounds, busy));
  if (chosen("MobileNetV2, parts")) show(await breakdown(material, rounds));
});
if (!measured)
  throw new Error(`Nothing has "${values.only}" in its name, or nothing of it can be run.`);
console.log(`${machine()}${busy > 0 ? `; ${busy} of them kept busy` : ""}`);
