/** Endings of the files that Optimum and transformers.js write, by the type of the weights. */
export const endings = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
} as const;

/** The type of a model's weights, as transformers.js names it. */
export type WeightType = keyof typeof endings;

export const weightTypes = Object.keys(endings) as WeightType[];
