import type { Contender, Measurement } from "./measurement.ts";
import { type Row, rate } from "./table.ts";

/** A contender and what it is compared with, if with anything. */
export interface Match {
  readonly contender: Contender;
  readonly against?: Contender | undefined;
}

/**
 * Measures everybody in turns, several times over. The speed of a machine drifts, so each is compared
 * with runs of the other right before and right after its own.
 */
export async function playRounds(matches: readonly Match[], rounds: number): Promise<Row[]> {
  const runs = matches.map(() => [] as { run: Measurement; ratio: number | undefined }[]);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { contender, against }] of matches.entries()) {
      const before = await against?.measure();
      const run = await contender.measure();
      const after = await against?.measure();
      const ratio = before && after && rate(run) / ((rate(before) + rate(after)) / 2);
      runs[i]?.push({ run, ratio });
      console.error(
        `${round + 1}/${rounds} ${contender.name}: ${rate(run).toFixed(0)} images/s${ratio === undefined ? "" : `, ratio ${ratio.toFixed(2)}`}`,
      );
    }
  }
  return matches.map(({ contender: { name } }, i) => {
    const own = runs[i] ?? [];
    return {
      name,
      rates: own.map(({ run }) => rate(run)),
      ratios: own.flatMap(({ ratio }) => ratio ?? []),
      cpuMilliseconds: own.flatMap(({ run }) =>
        run.cpuSeconds === undefined ? [] : (1000 * run.cpuSeconds) / run.images,
      ),
      peakMegabytes: own.flatMap(({ run }) => run.peakMegabytes ?? []),
    };
  });
}
