/**
 * Times each stage, as ratios to C that only decodes.
 *
 *     pnpm bench [--images 1000] [--rounds 3] [--only PART_OF_NAME]
 */
import { parseArgs } from "node:util";
import { cBaseline } from "./c-baseline.ts";
import { goalTable } from "./goals.ts";
import { machine } from "./machine.ts";
import { prepareMaterial } from "./material.ts";
import { firstOf, nodeStage } from "./node-stage.ts";
import { playRounds } from "./rounds.ts";
import { type StageName, stages } from "./stages.ts";
import { spread, table } from "./table.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
  },
});
const material = await prepareMaterial(Number(values.images));
const rounds = Number(values.rounds);
const baseline = await cBaseline(material);
if (baseline.missing) console.error(`No ratios to C: ${baseline.missing}`);

const matches = (Object.keys(stages) as StageName[])
  .filter((name) => name.includes(values.only))
  .map((name) => ({
    contender: nodeStage(name, material),
    against: baseline.threads?.(/2 workers|at once/.test(name) ? 2 : 1),
  }));
const floors = [1, 2].flatMap((count) => baseline.threads?.(count) ?? []);
const rows = await playRounds([...floors.map((contender) => ({ contender })), ...matches], rounds);

const firsts = [firstOf("example", material), firstOf("batch", material)];
const starts = await playRounds(
  firsts.filter(({ name }) => name.includes(values.only)).map((contender) => ({ contender })),
  Math.max(5, rounds),
);

console.log(`${machine()}\n`);
console.log(table(rows, "C decoding only, on as many threads"));
for (const { name, rates } of starts) {
  const milliseconds = rates.map((rate) => 1000 / rate);
  console.log(`\n${name}: ${spread(milliseconds, 0)} ms`);
}
console.log(`\n${goalTable([...rows, ...starts])}`);
