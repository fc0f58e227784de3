import { ImageNetV2Error } from "@imagenet-v2/core";
import { digest, isBlob, isBytes, shown } from "@imagenet-v2/core/internal";
import {
  fileFolder,
  findModelIn,
  type GivenFiles,
  type ModelFolder,
  type WeightType,
} from "@imagenet-v2/models";
import { areFiles, folderInside } from "@imagenet-v2/models/internal";
import { shownUrl } from "@imagenet-v2/storage/internal";
import { readBlob } from "../files/given-file.ts";
import { download, parseModelUrl } from "./download.ts";
import { checkHead, largerModel, missingWeights, mostBytes } from "./file-head.ts";

/** Where an ONNX model lies. */
export type OnnxPlace = string | URL | Blob | Uint8Array | GivenFiles;

/** An ONNX model, wherever it lies. */
export interface OnnxFile {
  /** For messages. */
  readonly path: string;
  /** What it is called in results. */
  readonly name: string;
  /** What `InferenceSession.create` takes: a path, or bytes. */
  readonly model: string | Uint8Array;
  /** Where configs beside it may lie, the nearest first. */
  readonly folders: readonly ModelFolder[];
  /** The names that it has for the files of its weights. */
  readonly locations: readonly string[];
  /** One of those files. @throws INVALID_MODEL if it is missing, or plainly something else */
  weights(location: string): Promise<WeightsFile>;
  sha256(signal: AbortSignal | undefined): Promise<string>;
}

/** A file of weights: its path where the runtime finds it itself, else its bytes. */
export interface WeightsFile {
  readonly data: string | Uint8Array;
  sha256(signal: AbortSignal | undefined): Promise<string>;
}

/**
 * A model that does not lie on disk: bytes, a Blob, a URL, or the files of its folder.
 *
 * @throws INVALID_OPTION; INVALID_MODEL, NOT_FOUND; NETWORK, HTTP_STATUS; FILE_TOO_LARGE
 */
export async function openElsewhere(
  place: Exclude<OnnxPlace, string> | string,
  dtype: WeightType | undefined,
  signal: AbortSignal | undefined,
): Promise<OnnxFile> {
  if (isBytes(place)) return alone(place, "the model");
  if (isBlob(place)) {
    const path = (place as Partial<File>).name || "the model";
    const limits = { limit: mostBytes, hint: largerModel, signal };
    return alone(await readBlob(place, limits), path);
  }
  if (areFiles(place)) return inFiles(place, dtype);
  if (typeof place !== "string" && !URL.canParse(String(place))) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `onnxModel: must be given a path, a URL, a Blob, bytes or the files of a folder, not ${shown(place)}.`,
      { option: "model" },
    );
  }
  const url = parseModelUrl(place as string | URL);
  const path = shownUrl(url);
  const name = decodeURIComponent(url.pathname).split("/").at(-1) || url.host;
  return inMemory(await download(url, signal), path, {
    name,
    find: async (location) => ({
      path: shownUrl(new URL(location, url)),
      bytes: await download(new URL(location, url), signal),
    }),
  });
}

/** A model that comes without other files. */
function alone(bytes: Uint8Array, path: string): Promise<OnnxFile> {
  return inMemory(bytes, path, {
    name: path,
    find: async (location) => ({ path: location, bytes: undefined }),
  });
}

async function inFiles(given: GivenFiles, dtype: WeightType | undefined): Promise<OnnxFile> {
  const folder = fileFolder(given);
  const file = await findModelIn(folder, dtype);
  const inside = file.includes("/") ? file.split("/").slice(0, -1).join("/") : undefined;
  const own = inside === undefined ? folder : folderInside(folder, inside);
  const bytes = (await folder.read(file, mostBytes)) as Uint8Array;
  return inMemory(bytes, folder.pathOf(file), {
    name: folder.path,
    folders: own === folder ? [folder] : [own, folder],
    find: async (location) => ({
      path: own.pathOf(location),
      bytes: await own.read(location.replace(/^(\.\/)+/, ""), Number.POSITIVE_INFINITY),
    }),
  });
}

interface Around {
  readonly name: string;
  readonly folders?: readonly ModelFolder[];
  /** A file beside it; no bytes where there is none. */
  readonly find: (
    location: string,
  ) => Promise<{ readonly path: string; readonly bytes: Uint8Array | undefined }>;
}

async function inMemory(
  model: Uint8Array,
  path: string,
  { name, folders = [], find }: Around,
): Promise<OnnxFile> {
  checkHead(model, path, "model");
  // Loaded when first used, as what reads protobuf comes with it: to score a function takes none of it.
  const { externalLocations } = await import("./external-data.ts");
  return {
    ...{ path, name, model, folders },
    locations: externalLocations(model, path),
    weights: async (location) => {
      const { path: file, bytes } = await find(location);
      if (bytes === undefined) throw missingWeights(file, path);
      checkHead(bytes, file, "weights");
      return { data: bytes, sha256: async () => digest(bytes) };
    },
    sha256: async () => digest(model),
  };
}
