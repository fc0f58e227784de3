import { ImageNetV2Error } from "@imagenet-v2/core";
import type { ModelFolder } from "./model-folder.ts";
import { endings, type WeightType, weightTypes } from "./weight-type.ts";

/**
 * The name of the ONNX file in a model's folder: `model.onnx`, or one of `onnx/`.
 *
 * @param dtype which of several: `fp16` is `model_fp16.onnx`
 * @throws NOT_FOUND if there is none; INVALID_MODEL if there are several, with a list of them
 */
export async function findModelIn(folder: ModelFolder, dtype?: WeightType): Promise<string> {
  const { path } = folder;
  const found = [...(await onnxFiles(folder)), ...(await onnxFiles(folder, "onnx"))];
  const wanted = dtype === undefined ? found : found.filter((name) => isOf(name, dtype));
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return only;
  const list = (only === undefined ? found : wanted).join(", ");
  if (only !== undefined) {
    throw new ImageNetV2Error(
      "INVALID_MODEL",
      `${path} has several models: ${list}.`,
      { path },
      {
        hint: `Name the file, or the type of its weights as \`dtype\`: ${weightTypes.join(", ")}.`,
      },
    );
  }
  const what = dtype === undefined ? "no ONNX file" : `no ONNX file of type ${dtype}`;
  throw new ImageNetV2Error(
    "NOT_FOUND",
    `${path} has ${what}, at its top or in onnx/.`,
    { path },
    { hint: list === "" ? "Export the model: optimum-cli export onnx." : `It has ${list}.` },
  );
}

/** Names with `/` between folder and file, sorted. */
async function onnxFiles(folder: ModelFolder, inside?: string): Promise<string[]> {
  const names = (await folder.list(inside)).filter((name) => name.endsWith(".onnx")).sort();
  return names.map((name) => (inside === undefined ? name : `${inside}/${name}`));
}

function isOf(name: string, dtype: WeightType): boolean {
  const ending = name.replace(/\.onnx$/, "").match(/_(?:fp16|quantized|int8|uint8|q4|q4f16|bnb4)$/);
  return (ending?.[0] ?? "") === endings[dtype];
}
