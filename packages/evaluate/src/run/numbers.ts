import { shown } from "@imagenet-v2/core/internal";

/** Scores as numbers. */
export interface Numbers {
  readonly data: ArrayLike<number>;
  /** Whether they came as integers, whose scale nobody knows: they can be ranked, and no more. */
  readonly areIntegers: boolean;
}

/** What a tensor library calls the elements of each kind of array. */
const kinds: Readonly<
  Record<string, { readonly types: readonly string[]; readonly integers: boolean }>
> = {
  Float16Array: { types: ["float16"], integers: false },
  Float32Array: { types: ["float32"], integers: false },
  Float64Array: { types: ["float64"], integers: false },
  Int8Array: { types: ["int8"], integers: true },
  Uint8Array: { types: ["uint8"], integers: true },
  Uint8ClampedArray: { types: ["uint8"], integers: true },
  Int16Array: { types: ["int16"], integers: true },
  Uint16Array: { types: ["float16", "uint16"], integers: true },
  Int32Array: { types: ["int32"], integers: true },
  Uint32Array: { types: ["uint32"], integers: true },
};

/** The element types that {@link numbersOf} knows. */
export const readableTypes: ReadonlySet<string> = new Set(
  Object.values(kinds).flatMap(({ types }) => types),
);

/**
 * The numbers in an array of any kind and realm.
 *
 * @param type of its elements, where a tensor tells: float16 comes as the bits of a Uint16Array
 * @returns why not, as the end of "the model gave …", where there is anything but numbers in it
 */
export async function numbersOf(
  value: unknown,
  type?: string | undefined,
): Promise<Numbers | string> {
  if (typeof value !== "object" || value === null) return named(value);
  if (!ArrayBuffer.isView(value)) return plainNumbers(value);
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const kind = Object.hasOwn(kinds, tag) ? kinds[tag] : undefined;
  if (kind === undefined) return `${type ?? tag}, which are no scores`;
  if (type !== undefined && !kind.types.includes(type)) return `${type} in a ${tag}`;
  const data = value as Uint16Array;
  if (tag !== "Uint16Array") return { data, areIntegers: kind.integers };
  if (type === "uint16") return { data, areIntegers: true };
  if (type === "float16") return { data: await floatsOf(data), areIntegers: false };
  return "a Uint16Array, which may be integers or the bits of float16 (give { data, type })";
}

/** The bits of float16 that are nearest to these numbers. */
export async function float16Bits(numbers: Float32Array | Uint8Array): Promise<Uint16Array> {
  const { Float16Array } = await loadFloat16();
  return new Uint16Array(Float16Array.from(numbers).buffer);
}

async function floatsOf({ buffer, byteOffset, length }: Uint16Array): Promise<Float32Array> {
  const { Float16Array } = await loadFloat16();
  return Float32Array.from(new Float16Array(buffer, byteOffset, length));
}

/** Few models need it, and it is many modules. */
const loadFloat16 = () => import("@petamoriken/float16");

/** A list, or what is like one. */
function plainNumbers(value: object): Numbers | string {
  const data = value as ArrayLike<unknown>;
  if (!Number.isSafeInteger(data.length) || data.length < 0) return "an object without scores";
  for (let i = 0; i < data.length; i++) {
    // A hole of a sparse array is undefined.
    if (typeof data[i] !== "number") return `${named(data[i])} as output ${i}`;
  }
  return { data: data as ArrayLike<number>, areIntegers: false };
}

function named(value: unknown): string {
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "bigint") return "a BigInt";
  return typeof value === "number" ? "one number" : shown(value);
}
