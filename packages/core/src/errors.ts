/**
 * Everything that can go wrong, by code, with the facts each carries. The codes are stable: programs
 * branch on them, and the command line derives its exit status from them.
 */
export interface ErrorFacts {
  // No fact is called as a field that every error has (name, message, stack, cause): it would hide it.

  // The caller asked for something that cannot be.
  /** A dataset name that does not parse: `imagenet_v2:3`. */
  INVALID_NAME: { dataset: string };
  /** No such dataset, config or alias of one. */
  UNKNOWN_DATASET: { dataset: string; available: readonly string[] };
  UNKNOWN_VARIANT: { variant: string; available: readonly string[] };
  UNKNOWN_VERSION: { version: string; available: readonly string[] };
  UNKNOWN_SPLIT: { split: string; available: readonly string[] };
  /** A split expression that does not parse, or that asks for examples there are not. */
  INVALID_SPLIT: { spec: string };
  /** A class index, WordNet id or name that names no class, or several. */
  UNKNOWN_CLASS: { query: string };
  /** An argument of the wrong kind or out of range, or an option nobody knows. */
  INVALID_OPTION: { option: string };
  /** Asked for something that this build or machine cannot do; `image` where only that image asks for it. */
  UNSUPPORTED: { feature: string; image?: string | undefined };
  /**
   * A function the caller gave (to `map`, as a decoder, …) failed; what it threw is the `cause`.
   * `fileName` is the example it was called with, where that is known.
   */
  CALLBACK_FAILED: { callback: string; position: number; fileName: string | undefined };

  // Network and server.
  NETWORK: { url: string };
  HTTP_STATUS: { url: string; status: number };

  // The bytes are not what they should be.
  CHECKSUM_MISMATCH: { path: string; expected: string; actual: string };
  SIZE_MISMATCH: { path: string; expected: number; actual: number };
  /** Not a tar archive at all: a zip, a web page, an empty file. */
  NOT_AN_ARCHIVE: { path: string; found: string };
  /** A tar archive with a broken header, a cut body or no end. */
  CORRUPT_ARCHIVE: { path: string; offset: number };
  /** An archive entry that no honest archive has: `../x`, a link, a device. */
  HOSTILE_ARCHIVE: { path: string; entry: string };
  /** Members that are no ImageNetV2 image: wnid folders, `1000`, a duplicate. */
  UNEXPECTED_MEMBER: { path: string; entry: string };
  /** Fewer or other images than the variant has, and `partial` was not given. */
  INCOMPLETE_DATA: { path: string; missing: readonly string[]; unexpected: readonly string[] };
  /** The data is one variant, the name asked for another. */
  WRONG_VARIANT: { path: string; expected: string; actual: string };
  /** A prepared folder whose files disagree with its metadata. */
  CORRUPT_DATA: { path: string; offset?: number | undefined };
  /** The file changed while, or since, it was indexed. */
  DATA_CHANGED: { path: string };
  NOT_A_JPEG: { image: string; found: string };
  /** `byte`: where in the file decoding stopped; `row`: how many rows were whole by then. */
  CORRUPT_IMAGE: { image: string; byte?: number | undefined; row?: number | undefined };
  IMAGE_TOO_LARGE: { image: string; width: number; height: number; limit: number };

  // Models and what they say.
  /** A model file that cannot be run, or that takes or gives something else than images and classes. */
  INVALID_MODEL: { path: string };
  /** A model's scores for an image that nothing can be made of: NaN, infinity, too few. */
  MODEL_OUTPUT: { fileName: string };
  /** A file of predictions or results that cannot be read as such; `line` counts from 1. */
  INVALID_PREDICTIONS: { path: string; line?: number | undefined };
  /** Results that cannot be compared: not of the same images. */
  DIFFERENT_IMAGES: { names: readonly string[]; fileName: string | undefined };
  /** Partial results that do not add up to one: of another run, a hole, an overlap. */
  UNMERGEABLE: { paths: readonly string[] };

  // The machine.
  /** A thread that made batches ended before its work; `fileName` is the image it was at. */
  WORKER_DIED: { fileName: string | undefined };
  DISK_FULL: { path: string };
  /** Not allowed, read-only, too many open files: the system's own `errno` is in `cause`. */
  IO: { path: string; errno: string };

  // Not there, or not as it must be to be read.
  NOT_FOUND: { path: string };
  /** A folder, a pipe, a socket or a device where a file is needed. */
  NOT_A_FILE: { path: string; found: string };
  /** A file, a line of one, or an `image` in it, of more bytes than are read. */
  FILE_TOO_LARGE: { path: string; bytes: number; limit: number; image?: string | undefined };
  /** The data is not on this machine and `download: false` or `offline` forbids to fetch it. */
  NOT_PREPARED: { dataset: string; searched: readonly string[] };
}

export type ErrorCode = keyof ErrorFacts;

interface ErrorExtras {
  /** What the reader can do about it, as a sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

// Independently versioned packages may bring two copies of this module, so identity is a registered
// symbol and not the class.
const brand = Symbol.for("@imagenet-v2/error");

/**
 * Any error this family of packages throws on purpose. It carries a stable {@link code}, its facts
 * as fields of the same object (`error.path`, `error.expected`, …), a `cause` where there was one,
 * and a `hint` with the way out. Aborts are not among them: they throw `signal.reason`.
 */
export class ImageNetV2Error<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name: string = "ImageNetV2Error";
  readonly code: C;
  readonly hint: string | undefined;

  constructor(code: C, message: string, facts: ErrorFacts[C], extras: ErrorExtras = {}) {
    super(message, "cause" in extras ? { cause: extras.cause } : undefined);
    this.code = code;
    this.hint = extras.hint;
    Object.assign(this, facts);
    Object.defineProperty(this, brand, { value: true });
  }

  /** The error as plain data, for JSON and for `postMessage` (structured clone drops own fields of errors). */
  toJSON(): Record<string, unknown> {
    const { name: _, stack: __, cause: ___, ...facts } = this;
    return { ...facts, code: this.code, message: this.message, hint: this.hint };
  }
}

/** An error with the given code and that code's facts. */
export type ErrorOf<C extends ErrorCode> = C extends ErrorCode
  ? ImageNetV2Error<C> & Readonly<ErrorFacts[C]>
  : never;

/**
 * Whether `value` is an error of this family, and of the given code if there is one. Works across
 * copies of this package.
 *
 * @example
 * if (isImageNetV2Error(error, "CHECKSUM_MISMATCH")) console.error(error.expected, error.actual);
 */
export function isImageNetV2Error<C extends ErrorCode = ErrorCode>(
  value: unknown,
  code?: C,
): value is ErrorOf<C> {
  return (
    typeof value === "object" &&
    value !== null &&
    brand in value &&
    (code === undefined || (value as { code?: unknown }).code === code)
  );
}

const imageCodes = [
  "CORRUPT_IMAGE",
  "NOT_A_JPEG",
  "IMAGE_TOO_LARGE",
  "FILE_TOO_LARGE",
  "UNSUPPORTED",
] as const;

/**
 * Whether `value` is an error about one image, named in `image`: the others can be read all the same.
 * It is what `onError: "skip"` skips.
 */
export function isImageError(
  value: unknown,
): value is ErrorOf<(typeof imageCodes)[number]> & { readonly image: string } {
  return (
    imageCodes.some((code) => isImageNetV2Error(value, code)) &&
    typeof (value as { image?: unknown }).image === "string"
  );
}

/** Whether there was no memory to decode in: another thread, or this one later, may get it. */
export function isShortOfRoom(value: unknown): boolean {
  return isImageNetV2Error(value, "UNSUPPORTED") && value.feature === "WebAssembly memory";
}

/** Builds an error again from what {@link ImageNetV2Error.toJSON} gave, on another thread or process. */
export function errorFromJSON(data: Record<string, unknown>): ImageNetV2Error {
  const { code, message, hint, ...facts } = data;
  return new ImageNetV2Error(
    code as ErrorCode,
    String(message),
    facts as unknown as ErrorFacts[ErrorCode],
    { hint: hint as string | undefined },
  );
}
