import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";
import { isRecord } from "./config-fields.ts";

/** What transformers writes where nobody has named the classes; and numbers, which name none either. */
const placeholder = /^(LABEL_|class[ _]?)?\d+$/i;

/**
 * What each output of a model stands for, by its `config.json`: `id2label` of transformers, `label_names`
 * of timm.
 *
 * @returns in the order of the outputs; `undefined` where the config does not tell
 * @throws INVALID_MODEL if an output has no label
 */
export function modelLabels(config: unknown, path = "config.json"): readonly string[] | undefined {
  if (!isRecord(config)) return undefined;
  const { id2label, label_names: names } = config;
  const labels = isRecord(id2label) ? inOrder(id2label, path) : names;
  if (!Array.isArray(labels) || labels.length === 0) return undefined;
  const odd = labels.findIndex((label) => typeof label !== "string");
  if (odd !== -1) throw invalid(path, `the label of output ${odd} is ${shown(labels[odd])}`);
  return labels.every((label) => placeholder.test(label)) ? undefined : labels;
}

/** The keys of `id2label` are the numbers of the outputs, as texts and in any order. */
function inOrder(id2label: Readonly<Record<string, unknown>>, path: string): unknown[] {
  const count = Object.keys(id2label).length;
  return Array.from({ length: count }, (_, output) => {
    if (Object.hasOwn(id2label, `${output}`)) return id2label[`${output}`];
    throw invalid(path, `id2label has ${count} labels, and none for output ${output}`);
  });
}

function invalid(path: string, what: string): ImageNetV2Error<"INVALID_MODEL"> {
  return new ImageNetV2Error("INVALID_MODEL", `${path}: ${what}.`, { path });
}
