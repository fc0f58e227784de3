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
}

/** The worker that holds the data: there is one as long as the page. */
const data = new WorkerCalls<WorkerHandlers>(
  () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
);
const source = workerSource(data);

/** Opens archives, one at a time; where one cannot be opened, the one before stays. */
export function useArchive() {
  const [opened, setOpened] = useState<OpenedArchive>();
  const [state, setState] = useState<OpeningState>();
  const underway = useRef<AbortController | undefined>(undefined);

  const open = useCallback(async (name: string, wanted: Opening | Promise<Opening>) => {
    underway.current?.abort();
    const mine = new AbortController();
    underway.current = mine;
    const { signal } = mine;
    const tell = (next: Partial<OpeningState>, opening?: Opening) => {
      if (!signal.aborted) {
        setState({ name, opening, making: undefined, failure: undefined, ...next });
      }
    };
    tell({});
    let opening: Opening | undefined;
    try {
      opening = await wanted;
      const onProgress = ({ bytes, total }: { bytes: number; total: number }) =>
        tell({ making: { done: bytes, total } }, opening);
      await data.call("open", opening, { signal, onProgress });
      setSource(source);
      const [index, classes] = await Promise.all([loadDocument("index"), loadDocument("classes")]);
      document.title = `${index.name} · explorer`;
      setOpened({ opening, index, classes });
      setState(undefined);
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

  return { opened, state, open, dismiss };
}
