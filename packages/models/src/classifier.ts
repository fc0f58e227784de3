import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";
import { isRecord } from "./config-fields.ts";

/** How many outputs classifiers over ImageNet's classes have: of 2012, or of one of the 21k families. */
export const classCounts: readonly number[] = [1000, 1001, 11_221, 11_821, 21_841, 21_842, 21_843];

/** Endings of transformers' classes that take an image and give scores, or an embedding. */
const kinds =
  /(ForImageClassification\w*|ForMaskedImageModeling|(CLIP|CLIPVision|Siglip|SiglipVision)\w*Model\w*)$/i;

/**
 * Refuses a `config.json` of another kind of model, before images are decoded for it: a detector, a text
 * model, ten classes.
 *
 * @throws INVALID_MODEL naming the kind or the number
 */
export function checkClassifier(config: unknown, path = "config.json"): void {
  if (!isRecord(config)) return;
  const { architectures } = config;
  const [architecture] = Array.isArray(architectures) ? architectures : [];
  // timm's names have no such ending: `architecture` says `resnet50`, and `architectures` is not there.
  if (typeof architecture === "string" && /For[A-Z]|Model$/.test(architecture)) {
    if (!kinds.test(architecture)) {
      throw invalid(path, `is of ${shown(architecture)}, which is not a classifier of images`);
    }
  }
  const count = classCount(config);
  if (count !== undefined && count !== 0 && !classCounts.includes(count)) {
    // timm has its steps in the same file.
    const steps = isRecord(config.pretrained_cfg)
      ? path
      : path.replace(/[^/\\]*$/, "preprocessor_config.json");
    throw invalid(
      path,
      `is of a model with ${count.toLocaleString("en")} classes, and ImageNet's are 1,000`,
      `If they are those of your own dataset, say where its steps are: \`preprocessing: readPreprocessing("${steps}")\`.`,
    );
  }
}

function classCount(config: Readonly<Record<string, unknown>>): number | undefined {
  if (isRecord(config.id2label)) return Object.keys(config.id2label).length;
  const own = isRecord(config.pretrained_cfg) ? config.pretrained_cfg.num_classes : undefined;
  const count = config.num_labels ?? config.num_classes ?? own;
  return typeof count === "number" ? count : undefined;
}

function invalid(path: string, what: string, hint?: string): ImageNetV2Error<"INVALID_MODEL"> {
  return new ImageNetV2Error("INVALID_MODEL", `${path} ${what}.`, { path }, { hint });
}
