import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import type { KnownPreprocessing } from "@imagenet-v2/models";
import { shownUrl } from "@imagenet-v2/storage/internal";
import { diskFiles } from "#platform";

/** What the configs beside a model say. */
export interface Beside {
  readonly preprocessing?: KnownPreprocessing | undefined;
  readonly labels?: readonly string[] | undefined;
}

/** A model of several files, of which the first names the others. */
export interface ModelFiles {
  /** Of the first file, for messages. */
  readonly path: string;
  /** What it is called in results. */
  readonly name: string;
  readFirst(): Promise<Uint8Array>;
  /** @param name as the first file has it */
  readWeights(name: string): Promise<Uint8Array<ArrayBuffer>>;
  readBeside(size: readonly [number, number] | undefined): Promise<Beside>;
}

/**
 * Where a model lies.
 *
 * @param place a path, or an http(s) or file URL of its first file; on disk its folder, too
 * @param first the first file's usual name
 */
export async function modelFiles(
  place: string | URL,
  first: string,
  signal: AbortSignal | undefined,
): Promise<ModelFiles> {
  return /^https?:/i.test(`${place}`)
    ? remoteFiles(place, signal)
    : diskFiles(place, first, signal);
}

function remoteFiles(place: string | URL, signal: AbortSignal | undefined): ModelFiles {
  if (!URL.canParse(`${place}`)) {
    throw new ImageNetV2Error("INVALID_OPTION", "The URL of the model cannot be parsed.", {
      option: "model",
    });
  }
  const url = new URL(place);
  const folder = url.pathname.split("/").slice(0, -1).pop();
  return {
    path: shownUrl(url),
    name: folder || url.host,
    readFirst: () => download(url, signal),
    readWeights: (name) => download(new URL(name, url), signal),
    // Which of a server's files are a model's is not known.
    readBeside: async () => ({}),
  };
}

/** @throws NETWORK, HTTP_STATUS; the signal's reason */
async function download(
  url: URL,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const shown = shownUrl(url);
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    await response.body?.cancel();
    const { status } = response;
    throw new ImageNetV2Error("HTTP_STATUS", `${shown}: the server answered ${status}.`, {
      url: shown,
      status,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (isImageNetV2Error(cause)) throw cause;
    const reason = messageOf((cause as Error).cause ?? cause);
    throw new ImageNetV2Error(
      "NETWORK",
      `${shown} cannot be read: ${reason}`,
      { url: shown },
      { cause },
    );
  }
}
