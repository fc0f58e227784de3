import { ImageNetV2Error } from "@imagenet-v2/core";
import { suggestion } from "@imagenet-v2/core/internal";
import * as z from "zod";
import {
  check,
  count,
  damaged,
  int64,
  message,
  parseJson,
  pythonJson,
  withoutDefaults,
} from "./proto-json.ts";

/** A feature in `features.json`; `null` for dimensions that differ between examples. */
export type FeatureJson = {
  readonly description?: string | undefined;
  readonly valueRange?: string | undefined;
} & (
  | { readonly feature: "FeaturesDict"; readonly features: Readonly<Record<string, FeatureJson>> }
  | { readonly feature: "Text" }
  | { readonly feature: "ClassLabel"; readonly numClasses?: number | undefined }
  | {
      readonly feature: "Image";
      readonly shape: readonly (number | null)[];
      readonly dtype: string;
      readonly encodingFormat?: string | undefined;
    }
  | {
      readonly feature: "Tensor" | "Scalar";
      readonly shape: readonly (number | null)[];
      readonly dtype: string;
    }
);

// TFDS imports whatever class a file names, and runs its code. Here a name is looked up in this table,
// and there is nothing to run.
const classes = {
  FeaturesDict: { module: "features_dict", content: "featuresDict" },
  Text: { module: "text_feature", content: "text" },
  Image: { module: "image_feature", content: "image" },
  ClassLabel: { module: "class_label_feature", content: "classLabel" },
  Tensor: { module: "tensor_feature", content: "tensor" },
  Scalar: { module: "scalar", content: "tensor" },
} as const;

const contents = {
  // -1 stands for an unknown dimension in the newer form, null in the older.
  shape: z
    .union([
      message({ dimensions: z.array(int64).default([]) }).transform(({ dimensions }) => dimensions),
      z.array(int64.nullable()),
    ])
    .default([])
    .transform((shape) => shape.map((size) => (size === -1 ? null : size))),
  dtype: z.string().default(""),
};
const image = message({ ...contents, encodingFormat: z.string().optional() });
const tensor = message(contents);
const classLabel = message({ numClasses: count.optional() });
const featuresDict = message({ features: z.record(z.string(), z.unknown()).default({}) });
const node = message({
  pythonClassName: z.string().optional(),
  description: z.string().optional(),
  valueRange: z.string().optional(),
  jsonFeature: message({ json: z.string() }).optional(),
  // TFDS 4.0 to 4.4
  type: z.string().optional(),
  content: z.unknown().optional(),
  protoCls: z.string().optional(),
});

/**
 * Reads the text of a `features.json`: the form of today, and that of TFDS 4.0 to 4.4.
 *
 * @param path the file, for errors
 * @throws CORRUPT_DATA
 * @throws UNSUPPORTED for a kind of feature that ImageNetV2 does not have. No code is ever loaded.
 */
export function parseFeatures(json: string, path = "features.json"): FeatureJson {
  return toFeature(parseJson(json, path), path);
}

/** Deeper than any dataset nests, and far from where the stack ends. */
const deepest = 64;

function toFeature(value: unknown, path: string, depth = 0): FeatureJson {
  if (depth > deepest) throw damaged(path, `features nested more than ${deepest} deep`);
  const {
    pythonClassName,
    type,
    content,
    protoCls,
    jsonFeature,
    description,
    valueRange,
    ...more
  } = check(node, value, path);
  const kind = kindOf(pythonClassName ?? type ?? "", path);
  const doc = { ...(description && { description }), ...(valueRange && { valueRange }) };
  const text = typeof content === "string" ? content : jsonFeature?.json;
  const inner =
    text === undefined ? (content ?? more[classes[kind].content] ?? {}) : parseJson(text, path);
  switch (kind) {
    case "Text":
      return { feature: kind, ...doc };
    case "ClassLabel": {
      const { numClasses } = check(classLabel, inner, path);
      return { feature: kind, ...(numClasses !== undefined && { numClasses }), ...doc };
    }
    case "Image": {
      const { shape, dtype, encodingFormat } = check(image, inner, path);
      return { feature: kind, shape, dtype, ...(encodingFormat && { encodingFormat }), ...doc };
    }
    case "Tensor":
    case "Scalar": {
      const { shape, dtype } = check(tensor, inner, path);
      return { feature: kind, shape, dtype, ...doc };
    }
    case "FeaturesDict": {
      // In the older form, unless it is a message, the features stand there without a field of their own.
      const bare = type !== undefined && !protoCls;
      const { features } = check(featuresDict, bare ? { features: inner } : inner, path);
      const children = Object.entries(features).map(
        ([name, child]) => [name, toFeature(child, path, depth + 1)] as const,
      );
      return { feature: kind, features: Object.fromEntries(children), ...doc };
    }
  }
}

function kindOf(className: string, path: string): keyof typeof classes {
  const name = className.slice(className.lastIndexOf(".") + 1);
  if (Object.hasOwn(classes, name)) return name as keyof typeof classes;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    `${path}: a feature of class ${JSON.stringify(className)}.`,
    { feature: className },
    { hint: suggestion(name, Object.keys(classes)) },
  );
}

/** The text of `features.json`, byte for byte as TFDS writes it. */
export function formatFeatures(features: FeatureJson): string {
  return pythonJson(toProto(features), 4);
}

function toProto(json: FeatureJson): object {
  const { module, content } = classes[json.feature];
  return withoutDefaults({
    pythonClassName: `tensorflow_datasets.core.features.${module}.${json.feature}`,
    description: json.description,
    valueRange: json.valueRange,
    [content]: contentOf(json),
  });
}

function contentOf(json: FeatureJson): object {
  switch (json.feature) {
    case "Text":
      return {};
    case "ClassLabel":
      return withoutDefaults({ numClasses: json.numClasses && String(json.numClasses) });
    case "FeaturesDict":
      return {
        features: Object.fromEntries(
          Object.entries(json.features).map(([name, child]) => [name, toProto(child)]),
        ),
      };
    default: {
      const dimensions = json.shape.map((size) => String(size ?? -1));
      return withoutDefaults({
        shape: withoutDefaults({ dimensions }),
        dtype: json.dtype,
        encodingFormat: "encodingFormat" in json ? json.encodingFormat : undefined,
      });
    }
  }
}
