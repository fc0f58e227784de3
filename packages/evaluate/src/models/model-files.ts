import { ImageNetV2Error } from "@imagenet-v2/core";
import { kindOf } from "@imagenet-v2/core/internal";
import {
  fileFolder,
  type GivenFiles,
  type KnownPreprocessing,
  labelsIn,
  preprocessingIn,
} from "@imagenet-v2/models";
import { shownUrl } from "@imagenet-v2/storage/internal";
import { diskFiles } from "#platform";
import { download, parseModelUrl } from "./download.ts";
import { checkHead, missingWeights, mostBytes } from "./file-head.ts";

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
 * @param place a path, or an http(s) or file URL of its first file; on disk its folder, too; or its files
 * @param first the first file's usual name
 */
export async function modelFiles(
  place: string | URL | GivenFiles,
  first: string,
  signal: AbortSignal | undefined,
): Promise<ModelFiles> {
  if (typeof place !== "string" && kindOf(place) !== "URL") {
    return givenFiles(place as GivenFiles, first);
  }
  return isRemote(place as string | URL)
    ? remoteFiles(place as string | URL, signal)
    : diskFiles(place as string | URL, first, signal);
}

function isRemote(place: string | URL): boolean {
  return /^https?:/i.test(`${place}`);
}

function remoteFiles(place: string | URL, signal: AbortSignal | undefined): ModelFiles {
  const url = parseModelUrl(place);
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

/** @throws INVALID_MODEL if it lacks one of its files */
function givenFiles(given: GivenFiles, first: string): ModelFiles {
  const folder = fileFolder(given);
  const path = folder.pathOf(first);
  const read = async (name: string, what: "model" | "weights") => {
    const bytes = await folder.read(name, mostBytes);
    if (bytes === undefined && what === "weights") throw missingWeights(folder.pathOf(name), path);
    if (bytes === undefined) throw noFirst(folder.path, first);
    checkHead(bytes, folder.pathOf(name), what);
    return bytes as Uint8Array<ArrayBuffer>;
  };
  return {
    path,
    name: folder.path,
    readFirst: () => read(first, "model"),
    readWeights: (name) => read(name, "weights"),
    readBeside: async (size) => ({
      preprocessing: await preprocessingIn(folder, size),
      labels: await labelsIn(folder),
    }),
  };
}

function noFirst(path: string, first: string): ImageNetV2Error<"NOT_FOUND"> {
  return new ImageNetV2Error("NOT_FOUND", `${path} has no ${first} among them.`, { path });
}
