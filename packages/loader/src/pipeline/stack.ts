import { ImageNetV2Error, type Tensor, type TensorData } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";

/**
 * How tensors of different sizes are stacked: not at all, or each filled up with zeros at its end, to
 * the largest (an image at its right and bottom).
 */
export type SizeRule = "same" | "padded";

/**
 * Several tensors as one, along a new leading axis.
 *
 * @throws INVALID_OPTION beyond the limit, or if the tensors differ in type, number of axes or, unless
 * they are padded, in size
 */
export function stack(
  tensors: readonly Tensor[],
  {
    sizes,
    maxBatchBytes,
    path = "",
  }: {
    readonly sizes: SizeRule;
    /** The most bytes that this may take. */
    readonly maxBatchBytes: number;
    /** Which part of the elements it is, for the message: `image`. */
    readonly path?: string;
  },
): Tensor {
  const [first] = tensors;
  const rank = first?.shape.length;
  const where = path === "" ? "" : ` in ${shown(path)}`;
  if (tensors.some(({ shape, dtype }) => shape.length !== rank || dtype !== first?.dtype)) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `batch: the tensors${where} differ in element type or number of axes, and cannot be stacked.`,
      { option: "batch" },
      { hint: "chunk(n) gives lists of whatever the elements are." },
    );
  }
  const { dtype = "uint8" } = first ?? {};
  const shape = largest(tensors);
  if (sizes === "same") {
    const other = tensors.findIndex((tensor) => !sameShape(tensor.shape, first?.shape ?? []));
    if (other !== -1) {
      throw new ImageNetV2Error(
        "INVALID_OPTION",
        `batch: the tensors${where} have different shapes: the first is [${first?.shape.join(", ")}], number ${other} is [${tensors[other]?.shape.join(", ")}].`,
        { option: "batch" },
        {
          hint: "`padded: true` fills up to the largest, `ragged: true` keeps a list of them, chunk(n) gives lists of elements. For a model, use batches({ preprocessing }).",
        },
      );
    }
  }
  checkBytes(batchBytes(tensors.length, shape, dtype), maxBatchBytes);
  const size = product(shape);
  const data = allocate(dtype, tensors.length * size);
  tensors.forEach((tensor, i) => {
    place(tensor, data.subarray(i * size, (i + 1) * size), shape);
  });
  return { data, shape: [tensors.length, ...shape], dtype };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Bytes of a batch of `count` tensors, if none is larger than these. */
export function batchBytes(
  count: number,
  shape: readonly number[],
  dtype: Tensor["dtype"],
): number {
  return count * product(shape) * (dtype === "uint8" ? 1 : 4);
}

/** The size in each axis that all of them fit into. */
export function largest(tensors: readonly Tensor[]): number[] {
  const shape = [...(tensors[0]?.shape ?? [])];
  for (const tensor of tensors) {
    tensor.shape.forEach((size, axis) => {
      shape[axis] = Math.max(shape[axis] as number, size);
    });
  }
  return shape;
}

/** @throws INVALID_OPTION */
export function checkBytes(bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `batchSize: one batch would take ${mebibytes(bytes)} of memory; at most ${mebibytes(limit)} are allowed.`,
    { option: "batchSize" },
    { hint: "Use a smaller batchSize or split, or raise readConfig.maxBatchBytes." },
  );
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString("en-US")} MiB`;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

function allocate<D extends Tensor["dtype"]>(dtype: D, length: number): TensorData[D];
function allocate(dtype: Tensor["dtype"], length: number) {
  if (dtype === "uint8") return new Uint8Array(length);
  return dtype === "int32" ? new Int32Array(length) : new Float32Array(length);
}

/** Copies a tensor into the front of a larger one, in runs as long as both have them. */
function place(
  { data, shape }: Tensor,
  target: TensorData[Tensor["dtype"]],
  size: readonly number[],
) {
  // The trailing axes in which both are equally long lie in one piece, and one axis more.
  let axis = shape.length;
  while (axis > 0 && shape[axis - 1] === size[axis - 1]) axis--;
  const outer = shape.slice(0, Math.max(axis - 1, 0));
  const run = product(shape.slice(outer.length));
  const stride = product(size.slice(outer.length));
  const runs = product(outer);
  for (let i = 0; i < runs; i++) {
    let row = 0;
    let rest = i;
    let scale = 1;
    for (let a = outer.length - 1; a >= 0; a--) {
      row += (rest % (outer[a] as number)) * scale;
      rest = Math.floor(rest / (outer[a] as number));
      scale *= size[a] as number;
    }
    target.set(data.subarray(i * run, (i + 1) * run), row * stride);
  }
}
