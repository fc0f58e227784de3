import type { ModelPredictions } from "@imagenet-v2/evaluate";
import type { ArchiveStoreOptions } from "@imagenet-v2/stores";
import { noCopy } from "@imagenet-v2/stores/internal";
import { useCallback, useRef, useState } from "preact/hooks";
import type { Documents, Making } from "../../src/documents.ts";
import { loadDocument, setSource } from "../source.ts";
import type { Opening } from "./opening.ts";
import type { WorkerHandlers } from "./worker.ts";
import { type CallError, WorkerCalls } from "./worker-calls.ts";
import { workerSource } from "./worker-source.ts";

/** What is looked at. */
export interface OpenedArchive {
  readonly opening: Opening;
  readonly index: Documents["index"];
  readonly classes: Documents["classes"];
}

/** An archive that is being opened, or could not be. */
export interface OpeningState {
  readonly opening: Opening | undefined;
  readonly name: string;
  readonly making: Making | undefined;
  readonly failure: CallError | undefined;
  /** What to know of one that is open. */
  readonly note: string | undefined;
  /** What opens it; of its own state alone it is the end. */
  readonly by: AbortController | undefined;
}

/** The worker that holds the data: there is one as long as the page. */
const data = new WorkerCalls<WorkerHandlers>(
  () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
);
const source = workerSource(data);

type Progress = Parameters<NonNullable<ArchiveStoreOptions["onProgress"]>>[0];

const nothing: OpeningState = {
  ...{ name: "", opening: undefined, making: undefined },
  ...{ failure: undefined, note: undefined, by: undefined },
};

/** As many as the page compares. */
const mostModels = 8;

/** Opens archives, one at a time; where one cannot be opened, the one before stays. */
export function useArchive() {
  const [opened, setOpened] = useState<OpenedArchive>();
  const [state, setState] = useState<OpeningState>();
  const models = useRef<readonly ModelPredictions[]>([]);
  const isOpen = useRef(false);
  const underway = useRef<AbortController | undefined>(undefined);

  const open = useCallback(async (name: string, wanted: Opening | Promise<Opening>) => {
    underway.current?.abort();
    const mine = new AbortController();
    underway.current = mine;
    const { signal } = mine;
    const tell = (next: Partial<OpeningState>, opening?: Opening) => {
      if (!signal.aborted) {
        setState({ ...nothing, name, opening, by: mine, ...next });
      }
    };
    tell({});
    let opening: Opening | undefined;
    try {
      opening = await wanted;
      let note: string | undefined;
      const onProgress = (progress: Progress) => {
        if (progress.note?.startsWith(noCopy)) note = progress.note;
        tell({ making: { done: progress.bytes, total: progress.total } }, opening);
      };
      await data.call("open", opening, { signal, onProgress });
      models.current = [];
      setSource(source);
      const [index, classes] = await Promise.all([loadDocument("index"), loadDocument("classes")]);
      document.title = `${index.name} · explorer`;
      // What is opened is looked at from the start: filters of another archive mean nothing.
      if (isOpen.current) history.replaceState(null, "", "#images");
      isOpen.current = true;
      setOpened({ opening, index, classes });
      setState((now) =>
        now?.by !== mine
          ? now
          : note === undefined
            ? undefined
            : { ...nothing, name, opening, note },
      );
      return true;
    } catch (failure) {
      tell({ failure: failure as CallError }, opening);
      return false;
    }
  }, []);

  const dismiss = useCallback(() => {
    underway.current?.abort();
    setState(undefined);
  }, []);

  /** For what goes wrong before there is anything to open. */
  const fail = useCallback((failure: CallError) => setState({ ...nothing, failure }), []);

  /** Shows what a model said beside what others did; of the same name, in its place. */
  const showPredictions = useCallback(
    async (said: ModelPredictions) => {
      const others = models.current.filter(({ name }) => name !== said.name);
      const all = [...others, said].slice(-mostModels);
      try {
        const index = await data.call("predictions", all);
        models.current = all;
        setSource(source);
        setOpened((before) => before && { ...before, index });
      } catch (failure) {
        fail(failure as CallError);
      }
    },
    [fail],
  );

  return { opened, state, open, fail, dismiss, showPredictions };
}
