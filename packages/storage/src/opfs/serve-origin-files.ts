import type { PostedError } from "@imagenet-v2/core/internal";
import { toPosted } from "@imagenet-v2/core/internal";
import { HeldFiles } from "./held-files.ts";
import type { FileCalls } from "./origin-files.ts";
import { originRoot } from "./origin-root.ts";

/** What a worker is asked. `start` comes first, and is answered with whether there are such files. */
export interface AskedCall {
  readonly id: number;
  readonly call: keyof FileCalls | "start";
  readonly given: readonly unknown[];
}

export type Answer = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: PostedError }
);

/** What is used of a dedicated worker's global scope. */
interface WorkerScope {
  addEventListener(type: "message", listener: (event: { readonly data: AskedCall }) => void): void;
  postMessage(answer: Answer, transfer: readonly ArrayBuffer[]): void;
}

/** Answers what is asked, in the order of the questions where that matters: handles do not wait. */
export function serveOriginFiles(scope: WorkerScope): void {
  let files: HeldFiles | undefined;
  const answer = async ({ call, given }: AskedCall): Promise<unknown> => {
    if (call === "start") {
      const root = await originRoot();
      if (root !== undefined) files = new HeldFiles(root);
      return files !== undefined;
    }
    const asked = files?.[call] as ((...given: unknown[]) => Promise<unknown>) | undefined;
    if (asked === undefined) throw new TypeError(`nothing is known of ${String(call)}`);
    return asked.apply(files, [...given]);
  };
  scope.addEventListener("message", ({ data }) => {
    const { id } = data;
    answer(data).then(
      (value) =>
        scope.postMessage(
          { id, value },
          ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
        ),
      (error) => scope.postMessage({ id, error: toPosted(error) }, []),
    );
  });
}
