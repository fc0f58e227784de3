import { modelAlone, ourEvaluator } from "./evaluation-peers.ts";
import type { Material } from "./material.ts";
import { nodeStage } from "./node-stage.ts";
import { playRounds } from "./rounds.ts";
import { median, spread } from "./table.ts";

/**
 * Where the CPU time of one image evaluated by MobileNetV2 goes; the table. The stages include one another, so
 * most parts are differences, and what the sum of all parts lacks of the whole is a row, too.
 */
export async function breakdown(material: Material, rounds: number): Promise<string> {
  const { name, evaluate } = ourEvaluator("MobileNetV2", material);
  const contenders = [
    nodeStage("bytes, by position", material),
    nodeStage("resample and normalise", material),
    nodeStage("tensor, one after the other", material),
    nodeStage("batches, 2 workers, reuse", material),
    nodeStage("evaluate, 2 workers, reuse", material),
    modelAlone("MobileNetV2", material),
    { name, measure: evaluate },
  ];
  const rows = await playRounds(
    contenders.map((contender) => ({ contender })),
    rounds,
  );
  const partsOf = (round: number) => {
    const [read, resample, tensor, batches, free, model, whole] = rows.map(
      ({ cpuMilliseconds }) => cpuMilliseconds[round] as number,
    ) as [number, number, number, number, number, number, number];
    return {
      read,
      "decode, inside the crop": tensor - resample,
      "resample and normalise": resample,
      "batch: threads, their memory": batches - tensor - read,
      model,
      "scoring: free model beside batches alone": free - batches,
      "rest: model and threads at once": whole - free - model,
      whole,
    };
  };
  const all = Array.from({ length: rounds }, (_, round) => partsOf(round));
  const names = Object.keys(all[0] ?? {}) as (keyof (typeof all)[number])[];
  const lines = names.map((part) => {
    const values = all.map((parts) => parts[part]);
    const share = median(all.map((parts) => (100 * parts[part]) / parts.whole));
    return `| ${part} | ${spread(values, 2)} | ${share.toFixed(0)} % |`;
  });
  return ["| | CPU ms/image | of the whole |", "| --- | ---: | ---: |", ...lines].join("\n");
}
