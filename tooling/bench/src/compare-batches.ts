import { type BatchPeer, batchPeers } from "./batch-peers.ts";
import { invite } from "./invite.ts";
import type { Material } from "./material.ts";
import { nodeStage } from "./node-stage.ts";
import { playRounds } from "./rounds.ts";
import { multiple, table } from "./table.ts";
import { tensorsDigest } from "./tensors-digest.ts";

/** Our batches beside those of others whose names are chosen; the tables. */
export async function compareBatches(
  material: Material,
  chosen: (name: string) => boolean,
  rounds: number,
): Promise<string | undefined> {
  const names = (Object.keys(batchPeers) as (keyof typeof batchPeers)[]).filter(chosen);
  if (names.length === 0) return undefined;
  const peers = await invite(names, async (name) => {
    const peer: BatchPeer = await batchPeers[name](material);
    await peer.measure(); // not counted: it runs, and what it reads is in memory
    return peer;
  });
  const ourDigest = await tensorsDigest(material);
  const tensors = new Map<BatchPeer, string>();
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
  const rows = await playRounds([...own, ...matches], rounds);

  const once = [...rows.slice(0, 2), ...rows.slice(2).filter((_, i) => i % 2 === 0)];
  const lines = peers.map((peer, i) => {
    const [kept, reuse] = [rows[2 + 2 * i], rows[3 + 2 * i]].map((row) =>
      multiple(row?.ratios ?? []),
    );
    const goal = peer.goal === undefined ? "" : `≥ ${peer.goal}`;
    return `| ${peer.name} | ${kept} | ${reuse} | ${goal} | ${tensors.get(peer)} |`;
  });
  return [
    table(once, "ours, batches kept"),
    "",
    "Ours, as a multiple of theirs, in the same rounds:",
    "",
    "| | batches kept | batches reused | goal | their tensors |",
    "| --- | ---: | ---: | ---: | --- |",
    ...lines,
  ].join("\n");
}
