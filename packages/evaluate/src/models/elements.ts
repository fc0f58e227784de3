import { ImageNetV2Error } from "@imagenet-v2/core";
import { float16Bits } from "../run/numbers.ts";

type Pixels = Float32Array | Uint8Array;

/** Integers other than bytes. */
const integers = {
  int8: Int8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;

type IntegerType = keyof typeof integers;

/** The element types of inputs that images can be given as. */
export type InputType = "float32" | "float16" | "float64" | "uint8" | IntegerType;

/** What a tensor of such elements is made of. */
export type Elements =
  | Pixels
  | Float64Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

export const inputTypes: readonly InputType[] = [
  ...(["float32", "float16", "float64", "uint8"] as const),
  ...(Object.keys(integers) as IntegerType[]),
];

/**
 * Pixels, after all steps, as an input takes them.
 *
 * @throws INVALID_OPTION if integers are wanted, and the steps do not give any: nothing tells how the
 * model was quantised
 */
export async function elementsOf(type: InputType, pixels: Pixels): Promise<Elements> {
  if (type === "float16") return float16Bits(pixels);
  if (type === "float64") return Float64Array.from(pixels);
  if (type === "float32" || type === "uint8") return pixels;
  const whole = new integers[type](pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i] as number;
    whole[i] = Math.round(pixel);
    // One that does not fit has wrapped around.
    if (!(Math.abs((whole[i] as number) - pixel) <= rounding)) throw notWhole(type, pixel);
  }
  return whole;
}

/** Of p / 255, scaled back, in float32. */
const rounding = 1e-3;

function notWhole(type: InputType, pixel: number): ImageNetV2Error<"INVALID_OPTION"> {
  const grey = (value: number) => [value, value, value];
  const steps = (mean: number) => JSON.stringify({ rescale: 1, mean: grey(mean), std: grey(1) });
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `The model takes ${type}, and the preprocessing makes ${pixel} of a pixel.`,
    { option: "preprocessing" },
    {
      hint: `For the byte minus 128 give ${steps(128)}; for the byte as it is ${steps(0)}.`,
    },
  );
}
