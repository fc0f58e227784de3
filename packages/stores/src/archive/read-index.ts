import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { isBlob, kindOf, messageOf } from "@imagenet-v2/core/internal";
import { blobSource } from "@imagenet-v2/storage";
import { shownUrl } from "@imagenet-v2/storage/internal";
import { filePath, readTextFile } from "#platform";
import { type ArchiveIndex, parseArchiveIndex } from "./archive-index.ts";
import type { IndexInput } from "./archive-input.ts";
import { webUrl } from "./web-url.ts";

/** A hundred times as many bytes as the index of a published archive has. */
const limit = 16 * 2 ** 20;

/**
 * Reads an index, and checks it.
 *
 * @throws NOT_FOUND, NOT_A_FILE, FILE_TOO_LARGE, IO; NETWORK, HTTP_STATUS; `signal.reason`
 * @throws INVALID_OPTION, UNSUPPORTED, CORRUPT_DATA for what is in it
 */
export async function readIndex(
  input: IndexInput,
  signal: AbortSignal | undefined,
): Promise<ArchiveIndex> {
  const path = filePath(input as string | URL);
  if (path !== undefined) return parseText(await readTextFile(path, { limit, signal }), path);
  if (kindOf(input) === "URL" || typeof input === "string") {
    const url = webUrl(input as string | URL, "index");
    return parseText(await fetchText(url, signal), shownUrl(url));
  }
  if (!isBlob(input)) return parseArchiveIndex(input, "index");
  const source = blobSource(input);
  if (source.size > limit) throw tooLarge(source.name, source.size);
  const bytes = await source.read(0, source.size, { signal });
  return parseText(new TextDecoder().decode(bytes), source.name);
}

function parseText(text: string, name: string): ArchiveIndex {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON, so no index either: said below.
  }
  return parseArchiveIndex(value, name);
}

/** The text behind a URL. Servers compress it on the way, so it is not read by ranges. */
async function fetchText(url: URL, signal: AbortSignal | undefined): Promise<string> {
  const name = shownUrl(url);
  try {
    const answer = await fetch(url, { signal: signal ?? null });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new ImageNetV2Error(
        "HTTP_STATUS",
        `${name}: the server answered ${answer.status}.`,
        { url: name, status: answer.status },
        { hint: "Check the URL of the index." },
      );
    }
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const chunk = (await reader?.read())?.value;
      if (chunk === undefined) return text;
      text += chunk;
      if (text.length > limit) {
        await reader?.cancel();
        throw tooLarge(name, text.length);
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (isImageNetV2Error(error)) throw error;
    const { cause = error } = error as { cause?: unknown };
    const message = `${name}: ${messageOf(cause)}.`;
    throw new ImageNetV2Error(
      "NETWORK",
      message,
      { url: name },
      { hint: "Try again.", cause: error },
    );
  }
}

function tooLarge(path: string, bytes: number): ImageNetV2Error {
  return new ImageNetV2Error(
    "FILE_TOO_LARGE",
    `${path}: ${bytes} bytes, and an index has at most ${limit}.`,
    { path, bytes, limit },
    { hint: "Is it the right file?" },
  );
}
