import { isShortOfRoom } from "@imagenet-v2/core/internal";
import { nextTurn } from "@imagenet-v2/storage/internal";
import type { Store } from "@imagenet-v2/stores";
import { threads } from "#platform";
import type { Making } from "../documents.ts";
import { signatureLength } from "../near-duplicates/signature.ts";
import type { Findings, Question } from "./findings.ts";
import { look } from "./look.ts";
import type { Surveyors } from "./surveyor.ts";

export interface SurveyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Making) => void) | undefined;
  /** Default: threads, one for each core, at most 8; in a page, none. */
  readonly surveyors?: Surveyors | undefined;
}

/** Images a surveyor is given at a time: some tenths of a second of decoding. */
const portion = 64;

/**
 * Looks at images beside this thread, and on it where nothing else can, or where there is no memory for
 * others to decode in.
 *
 * @returns findings in the order of `indices`
 * @throws what the store throws; the signal's reason
 */
export async function survey(
  store: Store,
  ask: Question["ask"],
  indices: readonly number[],
  { signal, onProgress, surveyors = threads }: SurveyOptions = {},
): Promise<Findings> {
  signal?.throwIfAborted();
  const all: Findings = {
    values: new Float32Array(indices.length * 3),
    signatures: new Uint8Array(ask === "measures" ? indices.length * signatureLength : 0),
    damaged: [],
  };
  const wanted = Uint32Array.from(indices);
  const count = Math.ceil(wanted.length / portion);
  const waiting = Array.from({ length: count }, (_, i) => i * portion);
  let done = 0;
  const take = (from: number, found: Findings) => {
    all.values.set(found.values, from * 3);
    all.signatures.set(found.signatures, ask === "measures" ? from * signatureLength : 0);
    all.damaged.push(...found.damaged);
    done += found.values.length / 3;
    onProgress?.({ done, total: wanted.length });
  };
  const employ = async () => {
    const surveyor = surveyors.start(store);
    try {
      for (let from = waiting.shift(); from !== undefined; from = waiting.shift()) {
        try {
          const some = wanted.slice(from, from + portion);
          take(from, await surveyor.ask({ ask, indices: some }, signal));
        } catch (error) {
          if (!isShortOfRoom(error)) throw error;
          waiting.push(from);
          return;
        }
      }
    } finally {
      await surveyor.close();
    }
  };
  const employed = Array.from({ length: Math.min(surveyors.count(store, ask), count) }, employ);
  for (const end of await Promise.allSettled(employed)) {
    if (end.status === "rejected") throw end.reason;
  }
  for (const from of waiting) {
    for (let at = from; at < Math.min(from + portion, wanted.length); at++) {
      take(at, await look(store, { ask, indices: wanted.subarray(at, at + 1) }));
      await nextTurn();
      signal?.throwIfAborted();
    }
  }
  all.damaged.sort((a, b) => a.index - b.index);
  return all;
}
