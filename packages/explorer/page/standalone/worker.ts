// The page's worker: holds the data and answers what a server would. The same program looks at images that it is
// sent, for another: see `surveyors`.
import type { ModelPredictions } from "@imagenet-v2/evaluate";
import type { DocumentName, IndexDocument } from "../../src/documents.ts";
import type { Findings } from "../../src/statistics/findings.ts";
import { answerCalls, type CallContext } from "./answer-calls.ts";
import { ExploredArchive } from "./explored-archive.ts";
import type { Opening } from "./opening.ts";
import type { PictureAsked } from "./pictures.ts";
import type { SentQuestion } from "./surveyors.ts";

let opened: ExploredArchive | undefined;

function current(): ExploredArchive {
  if (opened === undefined) throw new Error("No archive is open.");
  return opened;
}

const handlers = {
  async open(opening: Opening, { signal, onProgress }: CallContext): Promise<IndexDocument> {
    const next = await ExploredArchive.open(opening, { signal, onProgress });
    // What is open stays so where another cannot be opened.
    await opened?.close();
    opened = next;
    return next.index;
  },

  document(name: DocumentName, { onProgress }: CallContext): Promise<unknown> {
    return current().document(name, onProgress);
  },

  picture(asked: PictureAsked, { signal }: CallContext): Promise<Blob> {
    return current().picture(asked, signal);
  },

  predictions(said: readonly ModelPredictions[]): IndexDocument {
    return current().setPredictions(said);
  },

  async look(question: SentQuestion): Promise<Findings> {
    const { lookAt } = await import("./look-at.ts");
    return lookAt(question);
  },
};

export type WorkerHandlers = typeof handlers;

answerCalls(handlers);
