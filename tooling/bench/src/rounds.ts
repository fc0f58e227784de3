import type { Contender, Measurement } from "./measurement.ts";
import { type Row, rate } from "./table.ts";

/** A contender and what it is compared with, if with anything. */
export interface Match {
  readonly contender: Contender;
  readonly against?: Contender | undefined;
}

interface Turn {
  readonly run: Measurement;
  /** Of what it is compared with, right before and right after. */
  readonly neighbours: readonly Measurement[];
}

/**
 * Measures everybody in turns, several times over. The speed of a machine drifts, so each is compared
 * with runs of the other right before and right after its own.
 */
export async function playRounds(matches: readonly Match[], rounds: number): Promise<Row[]> {
  const turns = matches.map(() => [] as Turn[]);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { contender, against }] of matches.entries()) {
      const before = await against?.measure();
      const run = await contender.measure();
      const after = await against?.measure();
      const turn = { run, neighbours: before && after ? [before, after] : [] };
      turns[i]?.push(turn);
      console.error(`${round + 1}/${rounds} ${contender.name}: ${told(turn)}`);
    }
  }
  return matches.map(({ contender: { name } }, i) => {
    const own = turns[i] ?? [];
    return {
      name,
      rates: own.map(({ run }) => rate(run)),
      ratios: own.flatMap((turn) => ratioOf(turn, rate)),
      cpuRatios: own.flatMap((turn) => ratioOf(turn, cpuRate)),
      cpuMilliseconds: own.flatMap(({ run }) => {
        const perSecond = cpuRate(run);
        return perSecond === undefined ? [] : 1000 / perSecond;
      }),
      peakMegabytes: own.flatMap(({ run }) => run.peakMegabytes ?? []),
    };
  });
}

/** Images for each second of the CPU. */
function cpuRate({ images, cpuSeconds }: Measurement): number | undefined {
  return cpuSeconds === undefined ? undefined : images / cpuSeconds;
}

/** How many times as many as its neighbours, in a list; an empty one where that is not known. */
function ratioOf(
  { run, neighbours }: Turn,
  of: (run: Measurement) => number | undefined,
): readonly number[] {
  const others = neighbours.flatMap((other) => of(other) ?? []);
  const own = of(run);
  if (own === undefined || others.length === 0) return [];
  return [own / (others.reduce((sum, other) => sum + other, 0) / others.length)];
}

function told(turn: Turn): string {
  const { run } = turn;
  if (run.images === 1) return `${(1000 * run.seconds).toFixed(0)} ms`;
  const ratio = ratioOf(turn, rate).map((value) => `, ratio ${value.toFixed(2)}`);
  return `${rate(run).toFixed(0)} images/s${ratio.join()}`;
}
