import type { EvaluationProgress } from "@imagenet-v2/evaluate";
import { useCallback, useRef, useState } from "preact/hooks";
import { type GivenFiles, modelName } from "./model-files.ts";
import type { ModelHandlers, ModelScored } from "./model-worker.ts";
import type { Opening } from "./opening.ts";
import { type CallError, WorkerCalls } from "./worker-calls.ts";

type ProbeResult = Awaited<ReturnType<ModelHandlers["probe"]>>;
type Progress = Pick<
  EvaluationProgress,
  "done" | "total" | "resumedFrom" | "secondsLeft" | "top1" | "top5"
>;

/** How a model is scored. */
interface ScoreHow {
  readonly preprocessing?: string | undefined;
  /** Whether a probe of these images proposed that. */
  readonly probed?: boolean | undefined;
  /** Whether results that are kept are forgotten. */
  readonly again?: boolean | undefined;
}

/** A model that is being scored, was scored, or could not be. */
export interface Scoring {
  readonly name: string;
  readonly given: GivenFiles;
  readonly how?: ScoreHow | undefined;
  readonly state: "loading" | "probing" | "scoring" | "asking" | "scored" | "failed";
  readonly progress?: Progress | undefined;
  readonly scored?: ModelScored | undefined;
  readonly probe?: ProbeResult | undefined;
  readonly failure?: CallError | undefined;
}

/**
 * Scores one model at a time on what is open.
 *
 * @param onScored told of each model that is done
 */
export function useScoring(opening: Opening | undefined, onScored: (scored: ModelScored) => void) {
  const [scoring, setScoring] = useState<Scoring>();
  const underway = useRef<WorkerCalls<ModelHandlers> | undefined>(undefined);

  /** Ends what is under way, and gives its memory back. */
  const stop = useCallback(() => {
    underway.current?.close();
    underway.current = undefined;
    setScoring(undefined);
  }, []);

  const begin = useCallback(() => {
    underway.current?.close();
    const worker = new WorkerCalls<ModelHandlers>(
      () => new Worker(new URL("./model-worker.ts", import.meta.url), { type: "module" }),
    );
    underway.current = worker;
    return { worker, isCurrent: () => underway.current === worker };
  }, []);

  const score = useCallback(
    async (given: GivenFiles, how: ScoreHow = {}) => {
      if (opening === undefined) return;
      const { worker, isCurrent } = begin();
      const name = modelName(given);
      const tell = (next: Omit<Scoring, "name" | "given" | "how">) =>
        isCurrent() && setScoring({ name, given, how, ...next });
      tell({ state: "loading" });
      try {
        const scored = await worker.call(
          "evaluate",
          { opening, files: given.files, name, ...how },
          { onProgress: (progress: Progress) => tell({ state: "scoring", progress }) },
        );
        if (!isCurrent()) return;
        tell({ state: "scored", scored });
        onScored(scored);
      } catch (error) {
        const failure = error as CallError & { option?: string };
        const isUnsaid = failure.code === "INVALID_OPTION" && failure.option === "preprocessing";
        tell({ state: isUnsaid ? "asking" : "failed", failure });
      } finally {
        worker.close();
      }
    },
    [opening, begin, onScored],
  );

  const probe = useCallback(
    async (given: GivenFiles) => {
      if (opening === undefined) return;
      const { worker, isCurrent } = begin();
      const name = modelName(given);
      const tell = (next: Omit<Scoring, "name" | "given">) =>
        isCurrent() && setScoring({ name, given, ...next });
      tell({ state: "probing" });
      try {
        const found = await worker.call("probe", { opening, files: given.files, name });
        tell({ state: "asking", probe: found });
      } catch (error) {
        tell({ state: "failed", failure: error as CallError });
      } finally {
        worker.close();
      }
    },
    [opening, begin],
  );

  return { scoring, score, probe, stop };
}
