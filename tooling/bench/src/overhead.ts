/**
 * What `evaluate` costs beyond the batches it reads: with a model that costs nothing, as ratios to
 * `batches()` alone, in turns.
 *
 *     pnpm --filter @imagenet-v2/bench run overhead [--images 2000] [--rounds 7]
 */
import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { prepareMaterial } from "./material.ts";
import { nodeStage } from "./node-stage.ts";
import { playRounds } from "./rounds.ts";
import { table } from "./table.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "2000" },
    rounds: { type: "string", default: "7" },
  },
});
const material = await prepareMaterial(Number(values.images));
const against = nodeStage("batches, 2 workers", material);
const contenders = [
  // What the ratio of a thing to itself is on this machine today.
  against,
  nodeStage("evaluate, 2 workers", material),
  nodeStage("evaluate, 2 workers, reuse", material),
  nodeStage("evaluate, 2 workers, results file", material),
];
const matches = contenders.map((contender) => ({ contender, against }));
const rows = await playRounds(matches, Number(values.rounds));
console.log(`${machine()}\n`);
console.log(table(rows, "batches() alone, 2 workers"));
