import type { Store } from "@imagenet-v2/stores";
import type { Findings, Question } from "./findings.ts";

/** Looks at images of a store beside this thread. */
interface Surveyor {
  /** @throws what the store throws; the signal's reason */
  ask(question: Question, signal: AbortSignal | undefined): Promise<Findings>;
  close(): Promise<void>;
}

/** Surveyors for the images of a store. */
export interface Surveyors {
  /** How many there may be. */
  readonly count: (store: Store, ask: Question["ask"]) => number;
  readonly start: (store: Store) => Surveyor;
}
