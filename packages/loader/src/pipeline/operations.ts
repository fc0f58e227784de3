import { type StackOptions, stackElements } from "./batch.ts";
import { callBack } from "./callback.ts";
import { random, type Seed } from "./random.ts";
import { readAhead } from "./read-ahead.ts";
import type { Opening, Source } from "./source.ts";

export function map<T, U>(
  source: Source<T>,
  change: (element: T, position: number) => U | PromiseLike<U>,
  numParallelCalls: number,
  name = "map",
): Source<U> {
  return {
    length: source.length,
    fingerprint: () => `${source.fingerprint()}/${name}`,
    async *open(opening) {
      let next = opening.start;
      const apply = (element: T, signal: AbortSignal) => {
        const position = next++;
        return callBack(name, () => change(element, position), { position, element, signal });
      };
      if (numParallelCalls === 1) {
        for await (const element of source.open(opening)) {
          yield await apply(element, opening.signal);
        }
      } else {
        yield* readAhead((signal) => source.open({ ...opening, signal }), apply, {
          ahead: numParallelCalls,
          signals: [opening.signal],
        });
      }
    },
  };
}

export function filter<T>(
  source: Source<T>,
  keep: (element: T, position: number) => boolean | PromiseLike<boolean>,
): Source<T> {
  return {
    length: undefined,
    fingerprint: () => `${source.fingerprint()}/filter`,
    async *open({ start, epoch, signal }) {
      let position = 0;
      let kept = 0;
      // Only looking tells how many were kept before the start, so it looks at them again.
      for await (const element of source.open({ start: 0, epoch, signal })) {
        const at = position++;
        const about = { position: at, element, signal };
        if ((await callBack("filter", () => keep(element, at), about)) && kept++ >= start) {
          yield element;
        }
      }
    },
  };
}

export function chunk<T>(source: Source<T>, size: number, dropRemainder: boolean): Source<T[]> {
  const chunks = source.length === undefined ? undefined : source.length / size;
  return {
    length: chunks && (dropRemainder ? Math.floor(chunks) : Math.ceil(chunks)),
    fingerprint: () => `${source.fingerprint()}/chunk(${size},${dropRemainder})`,
    async *open(opening) {
      let elements: T[] = [];
      for await (const element of source.open({ ...opening, start: opening.start * size })) {
        if (elements.push(element) < size) continue;
        yield elements;
        elements = [];
      }
      if (elements.length > 0 && !dropRemainder) yield elements;
    },
  };
}

export function batch<T>(
  source: Source<T>,
  batchSize: number,
  dropRemainder: boolean,
  options: StackOptions,
): Source<unknown> {
  const lists = chunk(source, batchSize, dropRemainder);
  return {
    length: lists.length,
    fingerprint: () => `${lists.fingerprint()}/stack(${options.sizes})`,
    async *open(opening) {
      for await (const elements of lists.open(opening)) yield stackElements(elements, options);
    },
  };
}

export function prefetch<T>(source: Source<T>, bufferSize: number): Source<T> {
  return {
    length: source.length,
    fingerprint: () => source.fingerprint(),
    open: (opening) =>
      readAhead(
        (signal) => source.open({ ...opening, signal }),
        (element) => element,
        { ahead: bufferSize, signals: [opening.signal] },
      ),
  };
}

export function take<T>(source: Source<T>, count: number): Source<T> {
  return {
    length: source.length === undefined ? undefined : Math.min(source.length, count),
    fingerprint: () => `${source.fingerprint()}/take(${count})`,
    async *open(opening) {
      let left = count - opening.start;
      if (left <= 0) return;
      for await (const element of source.open(opening)) {
        yield element;
        if (--left === 0) return;
      }
    },
  };
}

export function skip<T>(source: Source<T>, count: number): Source<T> {
  return {
    length: source.length === undefined ? undefined : Math.max(source.length - count, 0),
    fingerprint: () => `${source.fingerprint()}/skip(${count})`,
    open: (opening) => source.open({ ...opening, start: opening.start + count }),
  };
}

export function repeat<T>(source: Source<T>, count: number): Source<T> {
  return {
    length: source.length === 0 ? 0 : source.length && source.length * count,
    fingerprint: () => `${source.fingerprint()}/repeat(${count})`,
    async *open({ start, epoch, signal }) {
      if (source.length === 0) return;
      // Each round is a run of its own, so that orders that change from run to run change here too.
      const first = Number.isFinite(count) ? epoch * count : epoch;
      const left = { out: start };
      for (let round = 0; round < count; round++) {
        const any = yield* behind(source, left, { epoch: first + round, signal });
        if (!any) return;
      }
    },
  };
}

export function concatenate<T>(first: Source<T>, second: Source<T>): Source<T> {
  const known = first.length !== undefined && second.length !== undefined;
  return {
    length: known ? (first.length as number) + (second.length as number) : undefined,
    fingerprint: () => `${first.fingerprint()}+${second.fingerprint()}`,
    async *open({ start, ...run }) {
      const left = { out: start };
      yield* behind(first, left, run);
      yield* behind(second, left, run);
    },
  };
}

/**
 * A run without the elements that are still to be left out; counts them off.
 *
 * @returns whether there was any element, left out or not
 */
async function* behind<T>(
  source: Source<T>,
  left: { out: number },
  run: Omit<Opening, "start">,
): AsyncGenerator<T, boolean, undefined> {
  const start = left.out;
  if (source.length !== undefined) {
    left.out = Math.max(start - source.length, 0);
    if (start < source.length) yield* source.open({ ...run, start });
    return source.length > 0;
  }
  let any = false;
  for await (const element of source.open({ ...run, start: 0 })) {
    any = true;
    if (left.out > 0) left.out--;
    else yield element;
  }
  return any;
}

export function shuffle<T>(
  source: Source<T>,
  bufferSize: number,
  seed: Seed,
  reshuffleEachIteration: boolean,
): Source<T> {
  async function* mixed({ epoch, signal }: Opening) {
    const draw = random(reshuffleEachIteration ? `${seed}/${epoch}` : seed);
    const buffer: T[] = [];
    for await (const element of source.open({ start: 0, epoch, signal })) {
      if (buffer.length < bufferSize) {
        buffer.push(element);
        continue;
      }
      const at = draw(bufferSize);
      const out = buffer[at] as T;
      buffer[at] = element;
      yield out;
    }
    while (buffer.length > 0) {
      const at = draw(buffer.length);
      const last = buffer.pop() as T;
      if (at === buffer.length) yield last;
      else {
        const out = buffer[at] as T;
        buffer[at] = last;
        yield out;
      }
    }
  }
  return {
    length: source.length,
    fingerprint: () =>
      `${source.fingerprint()}/shuffle(${bufferSize},${seed},${reshuffleEachIteration})`,
    async *open({ start, ...run }) {
      const buffered = { length: undefined, open: mixed, fingerprint: () => "" };
      yield* behind(buffered, { out: start }, run);
    },
  };
}
