/**
 * The batches of a page in Chromium beside Node's, of the same images with as many workers, in turns: of an archive
 * that the page keeps among its origin's own files, and of one that was picked and is not copied; with whole batches
 * transferred, and in memory that is shared.
 *
 *     pnpm --filter @imagenet-v2/bench run page [--images 1000] [--rounds 3] [--only PART_OF_A_NAME]
 */
import { parseArgs } from "node:util";
import { goalTable } from "./goals.ts";
import { openInChromium } from "./in-chromium.ts";
import { machine } from "./machine.ts";
import { prepareMaterial } from "./material.ts";
import { nodeStage } from "./node-stage.ts";
import { playRounds } from "./rounds.ts";
import { table } from "./table.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
  },
});
const material = await prepareMaterial(Number(values.images));
const chromium = await openInChromium(material);
try {
  const matches = ([1, 2] as const).flatMap((workers) => {
    const named = `page, ${workers} ${workers === 1 ? "worker" : "workers"}`;
    const against = nodeStage(workers === 1 ? "batches, 1 worker" : "batches, 2 workers", material);
    return [
      { contender: chromium.contender(named, { workers }), against },
      { contender: chromium.contender(`${named}, picked`, { workers, picked: true }), against },
    ];
  });
  const shared = { workers: 2, reuse: true, isolated: true };
  matches.push({
    contender: chromium.contender("page, 2 workers, reuse", shared),
    against: nodeStage("batches, 2 workers, reuse", material),
  });
  const chosen = matches.filter(({ contender }) => contender.name.includes(values.only));
  const rows = await playRounds(chosen, Number(values.rounds));
  console.log(`${machine()}\n`);
  console.log(table(rows, "Node's batches, as many workers"));
  console.log(`\n${goalTable(rows)}`);
} finally {
  await chromium.close();
}
