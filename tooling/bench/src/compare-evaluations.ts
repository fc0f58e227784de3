import { type ClassifierName, classifiers } from "./classifiers.ts";
import {
  contenderOf,
  type EvaluationPeer,
  evaluationPeers,
  ourEvaluator,
  requireSame,
  theirEvaluator,
} from "./evaluation-peers.ts";
import { invite } from "./invite.ts";
import type { Material } from "./material.ts";
import type { Contender } from "./measurement.ts";
import { playRounds } from "./rounds.ts";
import { multiple, type Row, spread, table } from "./table.ts";

interface Entry {
  readonly contender: Contender;
  /** Ours, of the same classifier; ours itself has none. */
  readonly against?: Contender;
  readonly top1: number;
  readonly goals?: Goals | undefined;
}

/** What we ask of ourselves: that many times the images a second, that part of the CPU time. */
interface Goals {
  readonly speed?: number | undefined;
  readonly cpu?: number | undefined;
}

/**
 * Whole evaluations, ours beside those of others whose names are chosen; the tables.
 *
 * @param busy how many cores other processes keep busy
 * @throws where another one finds anything else than we do
 */
export async function compareEvaluations(
  material: Material,
  chosen: (name: string) => boolean,
  rounds: number,
  busy: number,
): Promise<string | undefined> {
  const entries: Entry[] = [];
  for (const classifier of Object.keys(classifiers) as ClassifierName[]) {
    const peers = (Object.keys(evaluationPeers) as EvaluationPeer[]).filter((peer) =>
      chosen(`${classifier}, ${peer}`),
    );
    if (peers.length > 0) entries.push(...(await entriesOf(classifier, peers, material, busy)));
  }
  if (entries.length === 0) return undefined;
  const rows = await playRounds(entries, rounds);
  const lines = rows.flatMap((row, i) => comparison(row, entries[i] as Entry));
  return [
    table(rows, "ours"),
    "",
    "Ours beside theirs, in the same rounds:",
    "",
    "| | images/s, ours / theirs | goal | CPU an image, ours / theirs | goal | top-1 of both |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...lines,
  ].join("\n");
}

/** Ours and the peers. All have been run once, which is not counted: what they read is in memory. */
async function entriesOf(
  classifier: ClassifierName,
  peers: readonly EvaluationPeer[],
  material: Material,
  busy: number,
): Promise<Entry[]> {
  const evaluator = ourEvaluator(classifier, material);
  const [found] = await invite([evaluator.name], evaluator.evaluate);
  if (found === undefined) return [];
  const ours = contenderOf(evaluator, found);
  const theirs = await invite(peers, async (peer) => {
    const other = await theirEvaluator(classifier, peer, material);
    return { peer, other, first: await other.evaluate() };
  });
  const { top1 } = found;
  return [
    { contender: ours, top1 },
    ...theirs.map(({ peer, other, first }) => {
      requireSame(other.name, first, found);
      const contender = contenderOf(other, found);
      return { contender, against: ours, top1, goals: goalsOf(classifier, peer, busy) };
    }),
  ];
}

function goalsOf(classifier: ClassifierName, peer: EvaluationPeer, busy: number) {
  if (peer !== "PyTorch DataLoader and onnxruntime") return undefined;
  const { goals } = classifiers[classifier];
  return { ...goals, speed: busy === 0 ? goals.speed : goals.busySpeed };
}

function comparison(row: Row, { against, top1, goals }: Entry): string[] {
  if (against === undefined) return [];
  const cells = [
    row.name,
    multiple(row.ratios),
    goals?.speed === undefined ? "" : `≥ ${goals.speed}`,
    spread(row.cpuRatios, 2),
    goals?.cpu === undefined ? "" : `≤ ${goals.cpu}`,
    String(top1),
  ];
  return [`| ${cells.join(" | ")} |`];
}
