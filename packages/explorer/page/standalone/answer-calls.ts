// The worker's side of `WorkerCalls`.
import { isImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";

/** What a handler is given beside its argument. */
export interface CallContext {
  /** Aborted when the page gives up. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: unknown) => void;
}

// biome-ignore lint/suspicious/noExplicitAny: each handler has an argument of its own
export type Handlers = Readonly<Record<string, (given: any, context: CallContext) => unknown>>;

export type Question =
  | { readonly id: number; readonly call: string; readonly given: unknown }
  | { readonly id: number; readonly cancel: true };

export type Reply =
  | { readonly id: number; readonly progress: unknown }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: Posted };

/** An error as it travels: its fields as plain data. */
export interface Posted {
  readonly message: string;
  readonly code?: string | undefined;
  readonly hint?: string | undefined;
}

/** Answers calls with these handlers. */
export function answerCalls(handlers: Handlers): void {
  const underway = new Map<number, AbortController>();
  const reply = (message: Reply) => postMessage(message);
  addEventListener("message", async ({ data }: MessageEvent<Question>) => {
    const { id } = data;
    if ("cancel" in data) {
      underway.get(id)?.abort();
      return;
    }
    const given = new AbortController();
    underway.set(id, given);
    try {
      const onProgress = (progress: unknown) => reply({ id, progress });
      const { signal } = given;
      const result = await handlers[data.call]?.(data.given, { signal, onProgress });
      reply({ id, result });
    } catch (error) {
      reply({ id, error: posted(error) });
    } finally {
      underway.delete(id);
    }
  });
}

function posted(error: unknown): Posted {
  const { message } = isImageNetV2Error(error) ? error : { message: messageOf(error) };
  return { ...(isImageNetV2Error(error) && error.toJSON()), message };
}
