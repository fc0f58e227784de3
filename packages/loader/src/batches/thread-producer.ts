import type { BatchProducer } from "./batch-producer.ts";
import type { BatchesRun } from "./batches-run.ts";
import { RingProducer } from "./ring-producer.ts";
import { WholeBatchProducer, wholeBatchesAhead } from "./whole-batch-producer.ts";

/** @param room for how many threads there is a memory: one more is the ring's */
export function threadProducer(run: BatchesRun, room: number, signal: AbortSignal): BatchProducer {
  const workers = Math.min(run.plan.workers, room);
  const ahead = wholeBatchesAhead(run.plan, workers, run.indices.length);
  return ahead === undefined
    ? new RingProducer(run, workers, room > workers ? workers : 0, signal)
    : new WholeBatchProducer(run, workers, ahead, signal);
}
