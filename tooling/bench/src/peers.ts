/**
 * Our batches beside what others do on as many workers or threads.
 *
 *     pnpm bench:peers [--images 1000] [--rounds 3]
 */
import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { prepareMaterial } from "./material.ts";
import { nodeStage } from "./node-stage.ts";
import { invitations, type Peer } from "./peer.ts";
import { playRounds } from "./rounds.ts";
import { spread, table } from "./table.ts";
import { tensorsDigest } from "./tensors-digest.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
  },
});
const material = await prepareMaterial(Number(values.images));

const peers: Peer[] = [];
for (const [name, invite] of Object.entries(invitations)) {
  try {
    const peer = await invite(material);
    await peer.measure(); // not counted: it runs, and what it reads is in memory
    peers.push(peer);
  } catch (error) {
    console.error(`Without ${name}: ${(error as Error).message.split("\n")[0]}`);
  }
}
const ourDigest = await tensorsDigest(material);
const tensors = new Map<Peer, string>();
for (const peer of peers) {
  const equal = peer.digest && (await peer.digest()) === ourDigest;
  tensors.set(peer, equal ? "ours, to the bit" : peer.digest ? "NOT OURS" : (peer.tensors ?? ""));
}

// Ours is run before and after each of them, so that the ratio is of neighbours.
const ours = nodeStage("batches, 2 workers", material);
const reused = nodeStage("batches, 2 workers, reuse", material);
const matches = peers.flatMap((contender) => [
  { contender, against: ours },
  { contender, against: reused },
]);
const own = [{ contender: ours }, { contender: reused }];
const rows = await playRounds([...own, ...matches], Number(values.rounds));

console.log(`${machine()}\n`);
console.log(
  table(
    [...rows.slice(0, 2), ...rows.slice(2).filter((_, i) => i % 2 === 0)],
    "ours, batches kept",
  ),
);
console.log("\nOurs, as a multiple of theirs, in the same rounds:\n");
console.log("| | batches kept | batches reused | goal | their tensors |");
console.log("| --- | ---: | ---: | ---: | --- |");
for (const [i, peer] of peers.entries()) {
  const [kept, reuse] = [rows[2 + 2 * i], rows[3 + 2 * i]].map((row) =>
    multiple(row?.ratios ?? []),
  );
  const goal = peer.goal === undefined ? "" : `≥ ${peer.goal}`;
  console.log(`| ${peer.name} | ${kept} | ${reuse} | ${goal} | ${tensors.get(peer)} |`);
}

function multiple(ratios: readonly number[]): string {
  return spread(
    ratios.map((ratio) => 1 / ratio),
    2,
  );
}
