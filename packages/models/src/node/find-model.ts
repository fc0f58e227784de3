import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { ImageNetV2Error } from "@imagenet-v2/core";
import { fileError } from "@imagenet-v2/storage/internal/node";
import { endings, type WeightType, weightTypes } from "../weight-type.ts";

/**
 * The ONNX file of a model's folder: `model.onnx`, or one of `onnx/`.
 *
 * @param dtype which of several: `fp16` is `model_fp16.onnx`
 * @throws NOT_FOUND if there is none; INVALID_MODEL if there are several, with a list of them
 */
export async function findModel(folder: string, dtype?: WeightType): Promise<string> {
  const found = [...(await onnxFiles(folder)), ...(await onnxFiles(folder, "onnx"))];
  const wanted = dtype === undefined ? found : found.filter((name) => isOf(name, dtype));
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return join(folder, only);
  const list = (only === undefined ? found : wanted).join(", ");
  if (only !== undefined) {
    throw new ImageNetV2Error(
      "INVALID_MODEL",
      `${folder} has several models: ${list}.`,
      { path: folder },
      {
        hint: `Name the file, or the type of its weights as \`dtype\`: ${weightTypes.join(", ")}.`,
      },
    );
  }
  const what = dtype === undefined ? "no ONNX file" : `no ONNX file of type ${dtype}`;
  throw new ImageNetV2Error(
    "NOT_FOUND",
    `${folder} has ${what}, at its top or in onnx/.`,
    { path: folder },
    { hint: list === "" ? "Export the model: optimum-cli export onnx." : `It has ${list}.` },
  );
}

/** Names with `/` between folder and file, sorted. */
async function onnxFiles(folder: string, inside?: string): Promise<string[]> {
  const path = inside === undefined ? folder : join(folder, inside);
  const names: string[] = [];
  try {
    for await (const entry of await opendir(path)) {
      if (!entry.isDirectory() && entry.name.endsWith(".onnx")) names.push(entry.name);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (inside !== undefined && (code === "ENOENT" || code === "ENOTDIR")) return [];
    throw fileError(error, path);
  }
  return names.sort().map((name) => (inside === undefined ? name : `${inside}/${name}`));
}

function isOf(name: string, dtype: WeightType): boolean {
  const ending = name.replace(/\.onnx$/, "").match(/_(?:fp16|quantized|int8|uint8|q4|q4f16|bnb4)$/);
  return (ending?.[0] ?? "") === endings[dtype];
}
