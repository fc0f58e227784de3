import type { PreprocessingOptions } from "@imagenet-v2/decode";
import { parsePreprocessing } from "@imagenet-v2/decode/internal";
import type { KnownPreprocessing } from "./known-preprocessing.ts";

/** One that a user says, complete; where no size is said, it is the model's. */
export function fromOptions(options: PreprocessingOptions): KnownPreprocessing {
  const preprocessing = parsePreprocessing(options);
  const scales = preprocessing.resize === null && preprocessing.crop === null;
  return { preprocessing, source: "said", scales, ignored: [] };
}
