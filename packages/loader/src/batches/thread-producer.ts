import { sharesMemory } from "#platform";
import type { BatchProducer } from "./batch-producer.ts";
import { batchesAhead } from "./batches-options.ts";
import type { BatchesRun } from "./batches-run.ts";
import { RingProducer } from "./ring-producer.ts";
import { WholeBatchProducer, wholeBatchesAhead } from "./whole-batch-producer.ts";

/** @param room for how many threads there is a memory: one more is the ring's */
export function threadProducer(run: BatchesRun, room: number, signal: AbortSignal): BatchProducer {
  const { plan, indices } = run;
  const workers = Math.min(plan.workers, room);
  const ahead = wholeBatchesAhead(plan, workers, indices.length);
  if (ahead !== undefined) return new WholeBatchProducer(run, workers, ahead, signal);
  if (sharesMemory()) return new RingProducer(run, workers, room > workers ? workers : 0, signal);
  // Some would be idle.
  const few = batchesAhead(plan);
  const busy = Math.min(workers, 1 + few, Math.ceil(indices.length / plan.batchSize));
  return new WholeBatchProducer(run, busy, few, signal);
}
