// What a thread that makes tensors does, on every platform.
import { ImageNetV2Error } from "@imagenet-v2/core";
import { isShortOfRoom, toPosted } from "@imagenet-v2/core/internal";
import { kernelVersion } from "@imagenet-v2/decode/internal";
import type { Elements } from "@imagenet-v2/decode/kernel";
import { Ring } from "./ring.ts";
import { finisherIn } from "./ring-memory.ts";
import { bytesFormat, newRows, type RowFormat, rowLength } from "./tensor-batch.ts";
import { finishedTensors, type TensorMaker } from "./tensor-maker.ts";
import { FAILED, MADE, type Outcome } from "./turns.ts";
import type { Failure, MadeBatch, ToBatches, ToRing, WorkerJob } from "./worker-job.ts";

/** What of its job says how a thread makes tensors. */
export type TensorsJob = Omit<WorkerJob, "output" | "kernel" | "workerIndex">;

/** A thread's ties to the one that started it. */
export interface Ties {
  /**
   * The next turn to make.
   *
   * @param onTake is told of it as soon as it is known, before a wait for its slot
   * @returns `undefined` when there is nothing more to make
   */
  take(onTake: (turn: number) => void): number | undefined | Promise<number | undefined>;
  /** Tells what became of a turn, after what it posted of it. */
  finish(turn: number, outcome: Outcome): void;
  /** Whether what is being made is not wanted any more. */
  readonly stopped: boolean;
  /** Says at which image it is. */
  begin(number: number): void;
  post(result: Failure | MadeBatch, transfer?: readonly ArrayBuffer[]): void;
  /** The memory of a batch that came back, and is free. */
  memory(): Elements | undefined;
  /** Called between images: lets messages in, where those do not come otherwise. */
  pause(): void | Promise<void>;
  /** Makes tensors, from where this platform's threads take them. */
  open(job: TensorsJob, format: RowFormat): Promise<TensorMaker>;
}

/** Makes what there is to make, until there is nothing more. What it throws is not about one image. */
export async function work(job: WorkerJob, ties: Ties): Promise<void> {
  if (job.kernel !== kernelVersion) throw staleWorker();
  const { output } = job;
  const maker = await openMaker(job, ties);
  try {
    if (output.kind === "ring") await fillRing(output, ties, maker);
    else await sendBatches(job, output, ties, maker);
  } finally {
    await maker.close();
  }
}

async function openMaker(
  { output, workerIndex, ...job }: WorkerJob,
  ties: Ties,
): Promise<TensorMaker> {
  if (output.kind === "batches") return ties.open(job, output.format);
  const { ring } = output;
  const finisher = finisherIn(ring.memory, ring.format, job.preprocessing, workerIndex);
  if (finisher === undefined) return ties.open(job, ring.format);
  const bytes = { ...job, preprocessing: { ...job.preprocessing, dtype: "uint8" } } as const;
  return finishedTensors(await ties.open(bytes, bytesFormat(ring.format)), finisher);
}

function staleWorker(): ImageNetV2Error {
  return new ImageNetV2Error(
    "WORKER_DIED",
    "The file of the worker threads is of another version than what started it.",
    { fileName: undefined },
    { hint: "Bundle imagenet-v2/worker again." },
  );
}

async function fillRing(output: ToRing, ties: Ties, maker: TensorMaker): Promise<void> {
  const ring = new Ring(output.ring);
  const onTake = (number: number) => ties.begin(number);
  const take = () => ties.take(onTake);
  for (let number = await take(); number !== undefined; number = await take()) {
    try {
      const promise = maker.make(number, ring.tensors, ring.offset(number));
      if (promise !== undefined) await promise;
      ties.finish(number, MADE);
    } catch (error) {
      ties.post({ number, error: toPosted(error) });
      ties.finish(number, FAILED);
      if (isShortOfRoom(error)) throw error;
    }
    await ties.pause();
  }
}

async function sendBatches(
  { workerIndex, indices }: WorkerJob,
  { format, batchSize }: ToBatches,
  ties: Ties,
  maker: TensorMaker,
): Promise<void> {
  const onTake = (turn: number) => ties.begin(turn * batchSize);
  const take = () => ties.take(onTake);
  for (let turn = await take(); turn !== undefined; turn = await take()) {
    const begin = turn * batchSize;
    const end = Math.min(begin + batchSize, indices.length);
    const data = ties.memory() ?? newRows(format, end - begin);
    const missing: number[] = [];
    let shortOfRoom: unknown;
    for (let number = begin; number < end && !ties.stopped; number++) {
      ties.begin(number);
      try {
        if (shortOfRoom !== undefined) throw shortOfRoom;
        const promise = maker.make(number, data, (number - begin) * rowLength(format));
        if (promise !== undefined) await promise;
      } catch (error) {
        missing.push(number);
        ties.post({ number, error: toPosted(error) });
        if (isShortOfRoom(error)) shortOfRoom = error;
      }
      await ties.pause();
    }
    if (ties.stopped) return;
    ties.post({ turn, workerIndex, data, missing }, [data.buffer as ArrayBuffer]);
    ties.finish(turn, MADE);
    if (shortOfRoom !== undefined) throw shortOfRoom;
  }
}
