import { ImageNetV2Error } from "@imagenet-v2/core";
import { isError, messageOf } from "@imagenet-v2/core/internal";
import { joinBytes } from "../../files/bytes.ts";
import { readBlob } from "../../files/given-file.ts";
import { isResults, notResults, resultsLimit } from "../../run/results-lines.ts";
import type { ResultsHandle, ResultsPart, ResultsPlace } from "../../run/results-place.ts";
import { inResultsTurn } from "./results-turn.ts";

declare const navigator: {
  readonly storage?: {
    getDirectory?(): Promise<{ resolve(handle: ResultsHandle): Promise<string[] | null> }>;
  };
};

/** Milliseconds between two writes: each writes the whole file, which is replaced at once or not at all. */
const pause = 1000;

/**
 * A single file for results, finished or not: how many lines there are tells. It is replaced as a whole, so a
 * tab that is killed leaves whole lines.
 */
export function resultsInHandle(handle: ResultsHandle): ResultsPlace {
  const { name: path } = handle;
  const read = async () => {
    const file = await handle.getFile().catch((cause: unknown) => {
      throw handleError(cause, path);
    });
    const bytes = await readBlob(file, { limit: resultsLimit });
    if (bytes.length === 0 || isResults(bytes, { unfinished: true })) return bytes;
    throw notResults(path);
  };
  const readIfAny = async () => {
    const bytes = await read();
    return bytes.length === 0 ? undefined : bytes;
  };
  return {
    path,
    partPath: path,
    alone: async (signal, work) => inResultsTurn(await placeOf(handle), signal, work),
    readReplaced: readIfAny,
    // Also what is finished is gone through as what was killed: it may be cut.
    readWhole: async () => undefined,
    readPart: readIfAny,
    openPart: async (content) => new HandlePart(handle, content),
    replace: (content) => write(handle, content),
  };
}

class HandlePart implements ResultsPart {
  readonly #handle: ResultsHandle;
  #parts: Uint8Array[];
  #written = Number.NEGATIVE_INFINITY;

  constructor(handle: ResultsHandle, content: Uint8Array) {
    this.#handle = handle;
    this.#parts = [content];
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#parts.push(bytes);
    if (performance.now() - this.#written >= pause) await this.#write();
  }

  publish(): Promise<void> {
    return this.#write();
  }

  /** What ends a run does not lose what it has. */
  async close(): Promise<void> {
    if (this.#parts.length > 1) await this.#write();
  }

  async #write(): Promise<void> {
    const whole = joinBytes(this.#parts);
    await write(this.#handle, whole);
    this.#parts = [whole];
    this.#written = performance.now();
  }
}

/** In place of what is there, once all is written. @throws DISK_FULL, IO, NOT_FOUND */
async function write(handle: ResultsHandle, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    const file = await handle.createWritable();
    try {
      await file.write(bytes);
    } catch (error) {
      await file.abort().catch(() => {});
      throw error;
    }
    await file.close();
  } catch (cause) {
    throw handleError(cause, handle.name, bytes.length);
  }
}

/** What a browser says of a file, by name. */
function handleError(cause: unknown, path: string, bytes = 0): ImageNetV2Error {
  const errno = isError(cause) ? cause.name : "unknown";
  if (errno === "QuotaExceededError") {
    return new ImageNetV2Error(
      "DISK_FULL",
      `${path}: the browser has no room for its ${bytes} bytes.`,
      { path },
      { hint: "Free some space, or give a file that the user picks.", cause },
    );
  }
  if (errno === "NotFoundError") {
    return new ImageNetV2Error("NOT_FOUND", `${path}: no such file any more.`, { path }, { cause });
  }
  const hint =
    errno === "NotAllowedError"
      ? 'Ask for leave first: handle.requestPermission({ mode: "readwrite" }).'
      : errno === "NoModificationAllowedError"
        ? "Another tab or worker has it open for writing."
        : undefined;
  const message = `${path}: ${messageOf(cause)}.`;
  return new ImageNetV2Error("IO", message, { path, errno }, { hint, cause });
}

/** Where it lies among the origin's files; of a file that was picked the name is all that is known. */
async function placeOf(handle: ResultsHandle): Promise<string> {
  const root = await navigator.storage?.getDirectory?.().catch(() => undefined);
  const path = await root?.resolve(handle).catch(() => null);
  return path?.join("/") ?? `picked: ${handle.name}`;
}
