import { ImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import { orAbort } from "@imagenet-v2/storage/internal";

/**
 * Calls a function of the caller's, so that a failure says which call it was and on which example.
 *
 * @param name whose function it is: `map`
 * @throws CALLBACK_FAILED with what was thrown as its `cause`; the signal's reason when aborted
 */
export async function callBack<R>(
  name: string,
  run: () => R | PromiseLike<R>,
  {
    position,
    element,
    signal,
  }: { position: number; element: unknown; signal: AbortSignal | undefined },
): Promise<R> {
  try {
    return await (signal === undefined ? run() : orAbort(run(), signal));
  } catch (cause) {
    signal?.throwIfAborted();
    const file = fileNameOf(element);
    const which = file === undefined ? `at position ${position}` : `on ${file}`;
    throw new ImageNetV2Error(
      "CALLBACK_FAILED",
      `The function given to ${name} failed ${which}: ${messageOf(cause)}`,
      { callback: name, position, fileName: file },
      { cause },
    );
  }
}

function fileNameOf(element: unknown): string | undefined {
  if (typeof element !== "object" || element === null || !("file_name" in element))
    return undefined;
  return typeof element.file_name === "string" ? element.file_name : undefined;
}
