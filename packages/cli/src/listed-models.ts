import { readdir } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { isImageNetV2Error } from "@imagenet-v2/core";
import { type WeightType, weightTypes } from "@imagenet-v2/models";
import { findModel } from "@imagenet-v2/models/node";
import { fileError } from "@imagenet-v2/storage/internal/node";
import { readSmallFile } from "@imagenet-v2/storage/node";
import * as z from "zod";
import { usageError } from "./usage-error.ts";

/** A model that is to be scored, with what is said of it alone. */
export interface ListedModel {
  /** What it is called in results. */
  readonly name: string;
  /** An ONNX file, or a folder with one. */
  readonly path: string;
  /** As `--preprocessing` takes it. */
  readonly preprocessing?: string | undefined;
  readonly dtype?: WeightType | undefined;
  readonly modelOutput?: string | undefined;
  /** Of an encoder of images: the file with an embedding of each class, and what cosines are multiplied by. */
  readonly classEmbeddings?: string | undefined;
  readonly logitScale?: number | undefined;
  /** Its top-1 on the original validation set. */
  readonly val?: number | undefined;
}

const manifest = z.array(
  z.strictObject({
    model: z.string().min(1),
    name: z.string().min(1).optional(),
    preprocessing: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
    dtype: z.enum(weightTypes).optional(),
    output: z.string().min(1).optional(),
    classEmbeddings: z.string().min(1).optional(),
    logitScale: z.number().positive().optional(),
    val: z.number().min(0).max(100).optional(),
  }),
);

/**
 * The models of `--model`, each time that it is given, and of `--models`: a folder, or a JSON file that lists
 * them.
 *
 * @throws UsageError where there are none, two have the same name, or the list is not understood
 */
export async function listedModels({
  model = [],
  models,
}: {
  readonly model?: readonly string[];
  readonly models?: string;
}): Promise<ListedModel[]> {
  const listed = [...model.map(named), ...(models === undefined ? [] : await modelsOf(models))];
  if (listed.length === 0) {
    throw usageError("--model", "No model to score.", "--model FILE, or --models DIR.");
  }
  const names = listed.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return listed;
  throw usageError(
    "--models",
    `Two models are called ${twice}.`,
    'Give them names in a list: --models list.json with [{"name": "a", "model": "a/model.onnx"}, …].',
  );
}

function named(path: string): ListedModel {
  return { name: basename(resolve(path)), path };
}

async function modelsOf(path: string): Promise<ListedModel[]> {
  if (extname(path).toLowerCase() === ".json") return modelsInFile(path);
  const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
    throw fileError(error, path, "folder");
  });
  const found: ListedModel[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    // Files may be links, as in the hub's own cache.
    const isFile = !entry.isDirectory() && extname(entry.name) === ".onnx";
    if (isFile || (await isModelFolder(inside))) found.push(named(inside));
  }
  if (found.length > 0) return found;
  throw usageError("--models", `${path}: no ONNX file, and no folder with one.`);
}

async function modelsInFile(path: string): Promise<ListedModel[]> {
  const bytes = await readSmallFile(path, { limit: 2 ** 24, hint: "A list of models is JSON." });
  let json: unknown;
  try {
    json = JSON.parse(String(bytes));
  } catch (error) {
    throw usageError("--models", `${path} is not JSON: ${(error as Error).message}`);
  }
  const { success, data, error } = manifest.safeParse(json);
  if (!success) {
    const [issue] = error.issues;
    throw usageError(
      "--models",
      `${path}: ${issue?.path.join(".") || "the list"}: ${issue?.message}.`,
      'It is a list of models: [{"model": "resnet50.onnx", "preprocessing": "imagenet"}, …], with name, dtype, output, classEmbeddings, logitScale and val where they are wanted.',
    );
  }
  const beside = (file: string) => resolve(dirname(path), file);
  return data.map(({ model, name, preprocessing, output, classEmbeddings, ...rest }) => ({
    ...named(beside(model)),
    ...(name !== undefined && { name }),
    preprocessing:
      typeof preprocessing === "object" ? JSON.stringify(preprocessing) : preprocessing,
    modelOutput: output,
    classEmbeddings: classEmbeddings && beside(classEmbeddings),
    ...rest,
  }));
}

/** Whether a folder has a model, as the hub has it, or several. */
async function isModelFolder(path: string): Promise<boolean> {
  return findModel(path).then(
    () => true,
    (error) => isImageNetV2Error(error, "INVALID_MODEL"),
  );
}
