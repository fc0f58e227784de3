import { fixedSize } from "@imagenet-v2/decode/internal";
import { checkClassifier } from "./classifier.ts";
import { isRecord } from "./config-fields.ts";
import { configIn } from "./config-json.ts";
import { fromHuggingFace } from "./hugging-face/from-hugging-face.ts";
import type { KnownPreprocessing } from "./known-preprocessing.ts";
import type { ModelFolder } from "./model-folder.ts";
import { fromOpenClip } from "./open-clip.ts";
import { fromTimm } from "./timm.ts";

/**
 * What the files beside a model say about its preprocessing. The first that is there decides:
 * `preprocessor_config.json`, `processor_config.json`, timm's `pretrained_cfg` in `config.json`,
 * `open_clip_config.json`.
 *
 * @param inputSize of the model, where it is fixed: decides between timm's sizes for training and test
 * @returns `undefined` where none of them is there
 * @throws UNSUPPORTED, INVALID_OPTION and INVALID_MODEL, as the readers do
 */
export async function preprocessingIn(
  folder: ModelFolder,
  inputSize?: readonly [height: number, width: number],
): Promise<KnownPreprocessing | undefined> {
  const read = (name: string) => configIn(folder, name);
  const model = await read("config.json");
  checkClassifier(model, folder.pathOf("config.json"));
  const modelType = isRecord(model) ? model.model_type : undefined;
  const ofTransformers = await read("preprocessor_config.json");
  if (ofTransformers !== undefined) {
    return fromHuggingFace(ofTransformers, {
      modelType: typeof modelType === "string" ? modelType : undefined,
    });
  }
  const processor = await read("processor_config.json");
  if (isRecord(processor) && isRecord(processor.image_processor)) {
    return fromHuggingFace(processor, { file: "processor_config.json" });
  }
  if (isRecord(model) && (isRecord(model.pretrained_cfg) || Array.isArray(model.input_size))) {
    const tested = fromTimm(model);
    return fits(tested, inputSize) ? tested : fromTimm(model, { testSize: false });
  }
  const openClip = await read("open_clip_config.json");
  return openClip === undefined ? undefined : fromOpenClip(openClip);
}

function fits(
  { preprocessing }: KnownPreprocessing,
  inputSize: readonly [number, number] | undefined,
): boolean {
  const made = fixedSize(preprocessing);
  return inputSize === undefined || (made?.[0] === inputSize[0] && made[1] === inputSize[1]);
}
