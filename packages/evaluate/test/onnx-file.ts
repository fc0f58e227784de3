/** What of a small classifier may be chosen. */
export interface OnnxFileOptions {
  /** @default "images" */
  readonly input?: string;
  /** A text is a name, for any size. @default ["n", 3, 4, 4] */
  readonly shape?: readonly (number | string)[];
  /** @default "float32" */
  readonly type?: "float32" | "uint8" | "float16";
  /** @default 1000 */
  readonly classes?: number;
  /** @default "scores" */
  readonly output?: string;
  /** A second output and input, of no use. @default 0 */
  readonly moreInputs?: number;
}

const types = { float32: 1, uint8: 2, float16: 10 } as const;

/**
 * A classifier in ONNX's format, written byte by byte: the mean of each plane, times a matrix whose
 * class c favours a mean red of c / classes. No trained weights.
 */
export function onnxFile(options: OnnxFileOptions = {}): Uint8Array {
  const { input = "images", shape = ["n", 3, 4, 4], type = "float32", classes = 1000 } = options;
  const { output = "scores", moreInputs = 0 } = options;
  const axes = shape[3] === 3 ? [1, 2] : [2, 3];
  const channels = Number(shape[3] === 3 ? 3 : shape[1]);
  // Score of class c for mean m: 2 m c - c², highest at c = m.
  const weights = new Float32Array(channels * classes);
  const bias = new Float32Array(classes);
  for (let c = 0; c < classes; c++) {
    weights[c] = (2 * c) / classes;
    bias[c] = -((c / classes) ** 2);
  }
  const graph = message(
    [1, node("Cast", [input], ["floats"], attribute("to", [3, 1], [20, 2]))],
    [1, node("ReduceMean", ["floats"], ["means"], ints("axes", axes), int("keepdims", 0))],
    [1, node("MatMul", ["means", "weights"], ["products"])],
    [1, node("Add", ["products", "bias"], [output])],
    [2, text("small")],
    [5, floats("weights", [channels, classes], weights)],
    [5, floats("bias", [classes], bias)],
    [11, value(input, types[type], shape)],
    ...Array.from({ length: moreInputs }, (_, i) => field(11, value(`more${i}`, 1, [1]))),
    [12, value(output, 1, [shape[0] ?? "n", classes])],
  );
  return message([1, 8], [7, graph], [8, message([2, 13])]);
}

type Field = readonly [number: number, value: number | Uint8Array];

function field(number: number, value: number | Uint8Array): Field {
  return [number, value];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

function message(...fields: readonly Field[]): Uint8Array {
  const parts = fields.map(([number, value]) =>
    typeof value === "number"
      ? Buffer.from([...varint(number * 8), ...varint(value)])
      : Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(value.length)]), value]),
  );
  return Buffer.concat(parts);
}

function text(value: string): Uint8Array {
  return Buffer.from(value);
}

function node(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  ...attributes: readonly Uint8Array[]
): Uint8Array {
  return message(
    ...inputs.map((name) => field(1, text(name))),
    ...outputs.map((name) => field(2, text(name))),
    [4, text(type)],
    ...attributes.map((each) => field(5, each)),
  );
}

function attribute(name: string, ...fields: readonly Field[]): Uint8Array {
  return message([1, text(name)], ...fields);
}

const int = (name: string, value: number) => attribute(name, [3, value], [20, 2]);

function ints(name: string, values: readonly number[]): Uint8Array {
  return attribute(name, ...values.map((value) => field(8, value)), [20, 7]);
}

function floats(name: string, shape: readonly number[], values: Float32Array): Uint8Array {
  return message(
    ...shape.map((size) => field(1, size)),
    [2, 1],
    [8, text(name)],
    [9, new Uint8Array(values.buffer)],
  );
}

function value(name: string, type: number, shape: readonly (number | string)[]): Uint8Array {
  const dimensions = shape.map((size) =>
    field(1, message(typeof size === "number" ? [1, size] : [2, text(size)])),
  );
  const tensor = message([1, type], [2, message(...dimensions)]);
  return message([1, text(name)], [2, message([1, tensor])]);
}
