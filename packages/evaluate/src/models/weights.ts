import { digest, isBlob, isBytes } from "@imagenet-v2/core/internal";
import { readBlob } from "../files/given-file.ts";
import type { OnnxFile, WeightsFile } from "./onnx-file.ts";

/**
 * What an ONNX model's weights outside its own file are read from, by the name that it has for each.
 *
 * @param given the session's option `externalData`: bytes, a Blob or another path for some of them
 * @throws INVALID_MODEL if one of the files is missing or is not weights
 */
export async function weightsOf(
  file: OnnxFile,
  given: unknown,
): Promise<ReadonlyMap<string, WeightsFile>> {
  const weights = new Map<string, WeightsFile>();
  for (const location of file.locations) {
    const data = givenData(given, location);
    weights.set(
      location,
      data === undefined || typeof data === "string"
        ? await file.weights(data ?? location)
        : await inMemory(data),
    );
  }
  return weights;
}

function givenData(given: unknown, location: string): unknown {
  if (!Array.isArray(given)) return undefined;
  return given.find((each) => (each as { path?: unknown } | null)?.path === location)?.data;
}

async function inMemory(given: unknown): Promise<WeightsFile> {
  const data = isBlob(given)
    ? await readBlob(given, { limit: Number.POSITIVE_INFINITY })
    : isBytes(given)
      ? given
      : new Uint8Array(given as ArrayBuffer);
  return { data, sha256: async () => digest(data) };
}
