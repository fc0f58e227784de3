import { ImageNetV2Error } from "@imagenet-v2/core";
import { abortSignal, parseOptions } from "@imagenet-v2/core/internal";
import * as z from "zod";
import type { Source } from "./source.ts";

/** Where an iteration stood: plain data, to be kept as JSON. */
export interface IterationState {
  readonly format: 1;
  /** Elements handed out so far. */
  readonly position: number;
  /** Which run over the sequence it was, counted from 0. */
  readonly epoch: number;
  /** Tells the sequence: its data, order and operations. */
  readonly fingerprint: string;
}

export interface IterateOptions {
  /** Goes on behind the element that was last handed out when {@link Iteration.state} was asked. */
  readonly from?: IterationState | undefined;
  /** The run to begin, for orders that change from run to run. Default: the next. */
  readonly epoch?: number | undefined;
  /** Ends the iteration by throwing its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One run over a sequence, which can tell at any time where it stands. */
export interface Iteration<T> extends AsyncIterableIterator<T, void, undefined> {
  state(): IterationState;
  return(): Promise<IteratorResult<T, void>>;
}

const iterationState = z.strictObject({
  format: z.literal(1),
  position: z.int().min(0),
  epoch: z.int().min(0),
  fingerprint: z.string(),
});

const iterateOptions = z.strictObject({
  from: iterationState.optional(),
  epoch: z.int().min(0).optional(),
  signal: abortSignal.optional(),
});

/**
 * Begins a run, or goes on with one.
 *
 * @param nextEpoch gives the number of the run if the options do not
 * @throws INVALID_OPTION for a state that is none, or of another sequence
 */
export function iterate<T>(
  source: Source<T>,
  options: IterateOptions,
  nextEpoch: () => number,
): Iteration<T> {
  const { from, ...rest } = parseOptions(iterateOptions, options, "iterate");
  const fingerprint = source.fingerprint;
  if (from !== undefined && from.fingerprint !== source.fingerprint()) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      "iterate: the saved state is of another sequence.",
      { option: "from" },
      {
        hint: "Build it from the same data with the same split, order, seeds and operations, or begin anew.",
      },
    );
  }
  const epoch = from?.epoch ?? rest.epoch ?? nextEpoch();
  let position = from?.position ?? 0;
  const signal = rest.signal ?? new AbortController().signal;
  const elements = source.open({ start: position, epoch, signal });
  return {
    async next() {
      const result = await elements.next();
      if (!result.done) position++;
      return result;
    },
    return: () => elements.return(),
    state: () => ({ format: 1, position, epoch, fingerprint: fingerprint.call(source) }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
