import { ImageNetV2Error, type ShardRange } from "@imagenet-v2/core";
import type { Seed } from "../pipeline/random.ts";
import { shuffled } from "../pipeline/shuffle.ts";
import type { ResolvedReadConfig } from "./read-config.ts";

/**
 * The parts of shards that are this worker's: every n-th, as TFDS deals them.
 *
 * @throws INVALID_OPTION if there are more workers than parts
 */
export function forWorker(
  instructions: readonly ShardRange[],
  { inputContext }: ResolvedReadConfig,
): readonly ShardRange[] {
  if (inputContext === undefined) return instructions;
  const { numInputPipelines, inputPipelineId } = inputContext;
  if (numInputPipelines > instructions.length) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `Cannot shard the pipeline with the given inputContext: ${instructions.length} shards, but numInputPipelines is ${numInputPipelines}, so some workers would read nothing.`,
      { option: "readConfig.inputContext" },
      { hint: "Use splitForProcess(split, { index, count }), which deals out examples." },
    );
  }
  return instructions.filter((_, i) => i % numInputPipelines === inputPipelineId);
}

/** The order of the shards in each run. */
export function filesShuffled(
  instructions: readonly ShardRange[],
  { shuffleSeed, shuffleReshuffleEachIteration }: ResolvedReadConfig,
): (epoch: number) => ShardRange[] {
  const seed: Seed = shuffleSeed ?? drawSeed();
  return (epoch) =>
    shuffled(instructions, shuffleReshuffleEachIteration ? `${seed}/${epoch}` : seed);
}

function drawSeed(): Seed {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 15) * 2 ** 32 + low;
}
