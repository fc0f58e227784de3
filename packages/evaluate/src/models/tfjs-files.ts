import { ImageNetV2Error } from "@imagenet-v2/core";
import { digest } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { joinBytes } from "../files/bytes.ts";
import { modelDigest } from "./model-digest.ts";
import type { ModelFiles } from "./model-files.ts";

/** A model of TensorFlow.js as its loaders take it. */
export interface TfjsArtifacts {
  readonly isGraph: boolean;
  /** Of all its files. */
  readonly sha256: string;
  /** `ModelArtifacts` of TensorFlow.js. */
  readonly artifacts: object;
}

const modelJson = z.looseObject({
  format: z.string().optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z
    .array(z.object({ paths: z.array(z.string()), weights: z.array(z.unknown()) }))
    .default([]),
});

/**
 * Reads `model.json` and the weights that it names.
 *
 * @throws INVALID_MODEL if it is something else, or lacks its weights; whatever reading throws
 */
export async function tfjsArtifacts(files: ModelFiles): Promise<TfjsArtifacts> {
  const bytes = await files.readFirst();
  const { modelTopology, weightsManifest, ...rest } = parse(bytes, files.path);
  const names = weightsManifest.flatMap(({ paths }) => paths);
  const parts: Uint8Array[] = [];
  const sums = new Map<string, string>();
  for (const name of names) {
    const part = await files.readWeights(name);
    parts.push(part);
    sums.set(name, digest(part));
  }
  return {
    isGraph: rest.format === undefined ? "node" in modelTopology : rest.format === "graph-model",
    sha256: modelDigest(digest(bytes), sums),
    artifacts: {
      ...rest,
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: joinBytes(parts).buffer,
    },
  };
}

function parse(bytes: Uint8Array, path: string): z.infer<typeof modelJson> {
  const invalid = (what: string, cause?: unknown) =>
    new ImageNetV2Error(
      "INVALID_MODEL",
      `${path} ${what}.`,
      { path },
      { hint: "A model of TensorFlow.js is a model.json with files of weights.", cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalid("is not valid JSON", cause);
  }
  const result = modelJson.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`is not a model of TensorFlow.js: ${issue?.path.join(".")}: ${issue?.message}`);
}
