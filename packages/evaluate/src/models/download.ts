import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import { onAbort, shownUrl, tooLarge } from "@imagenet-v2/storage/internal";
import { joinBytes } from "../files/bytes.ts";
import { mostBytes } from "./file-head.ts";

/** Milliseconds that a server may take for the next bytes. */
const patience = 60_000;

/** @throws INVALID_OPTION */
export function parseModelUrl(place: string | URL): URL {
  if (URL.canParse(`${place}`)) return new URL(place);
  throw new ImageNetV2Error("INVALID_OPTION", "The URL of the model cannot be parsed.", {
    option: "model",
  });
}

/**
 * A model's file from a server, of at most 2 GiB.
 *
 * @throws NETWORK, also where no more bytes come for a minute; HTTP_STATUS; FILE_TOO_LARGE; the signal's reason
 */
export async function download(
  url: URL,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  const shown = shownUrl(url);
  const controller = new AbortController();
  const release = onAbort(signal, () => controller.abort(signal?.reason));
  const stall = new ImageNetV2Error(
    "NETWORK",
    `${shown} cannot be read: no bytes came for ${patience / 1000} seconds.`,
    { url: shown },
    { hint: "Try again, or fetch the file and give that." },
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(stall), patience);
  };
  try {
    wait();
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) {
      await response.body?.cancel();
      const { status } = response;
      const message = `${shown}: the server answered ${status}.`;
      throw new ImageNetV2Error("HTTP_STATUS", message, { url: shown, status });
    }
    requireSize(shown, Number(response.headers.get("content-length") ?? 0));
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for (const reader = response.body?.getReader(); ; ) {
      wait();
      const part = (await reader?.read())?.value;
      if (part === undefined) return joinBytes(parts);
      parts.push(part);
      bytes += part.length;
      requireSize(shown, bytes);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    // Its connection is of no use where the body was not read to its end.
    controller.abort();
    if (controller.signal.reason === stall) throw stall;
    if (isImageNetV2Error(cause)) throw cause;
    const reason = messageOf((cause as Error).cause ?? cause);
    throw new ImageNetV2Error(
      "NETWORK",
      `${shown} cannot be read: ${reason}`,
      { url: shown },
      { cause },
    );
  } finally {
    clearTimeout(timer);
    release();
  }
}

function requireSize(path: string, bytes: number): void {
  if (bytes > mostBytes) throw tooLarge(path, bytes, { limit: mostBytes });
}
