import { ImageNetV2Error } from "./errors.ts";
import { suggestion } from "./options.ts";
import { isBytes } from "./realm.ts";

/**
 * The features of an example, as TFDS describes them: what each holds, how it is stored, and the
 * conversion between the two. `encodeExample` gives what a record stores, `decodeExample` the value
 * back. Pixels are not made here: an {@link ImageFeature} is its JPEG bytes on both sides, and the decode
 * package turns these into a tensor.
 */
export interface Feature<Value = unknown, Stored = unknown> {
  /** Dimensions; `null` where they differ between examples. */
  readonly shape: readonly (number | null)[];
  readonly dtype: string;
  encodeExample(value: Value): Stored;
  decodeExample(stored: Stored): Value;
  /** As TFDS prints it: `Text(shape=(), dtype=string)`. */
  toString(): string;
}

/** A UTF-8 string. */
export class TextFeature implements Feature<string, Uint8Array> {
  readonly shape = [] as const;
  readonly dtype = "string";

  encodeExample(value: string): Uint8Array {
    if (typeof value !== "string") throw wrongValue("a string", value);
    return new TextEncoder().encode(value);
  }

  decodeExample(stored: Uint8Array): string {
    return new TextDecoder().decode(stored);
  }

  toString(): string {
    return describe("Text", this);
  }
}

/** A picture, stored as the JPEG file it came as: nothing is encoded again. */
export class ImageFeature implements Feature<Uint8Array, Uint8Array> {
  readonly shape = [null, null, 3] as const;
  readonly dtype = "uint8";
  readonly encodingFormat = "jpeg";

  encodeExample(value: Uint8Array): Uint8Array {
    if (!isBytes(value)) throw wrongValue("the bytes of a JPEG file", value);
    return value;
  }

  decodeExample(stored: Uint8Array): Uint8Array {
    return stored;
  }

  toString(): string {
    return describe("Image", this);
  }
}

/** A class by index, with the names of the classes: WordNet ids for this dataset, as in TFDS. */
export class ClassLabel implements Feature<number, number> {
  readonly shape = [] as const;
  readonly dtype = "int64";
  readonly names: readonly string[];
  readonly #indexOf: ReadonlyMap<string, number>;

  constructor({ names }: { readonly names: readonly string[] }) {
    this.names = names;
    this.#indexOf = new Map(names.map((name, index) => [name, index]));
    if (this.#indexOf.size !== names.length) {
      throw new ImageNetV2Error("INVALID_OPTION", "ClassLabel: the names are not unique.", {
        option: "names",
      });
    }
  }

  get numClasses(): number {
    return this.names.length;
  }

  /**
   * The name of a class: `int2str(0) === "n01440764"`.
   *
   * @throws UNKNOWN_CLASS outside 0 … numClasses - 1. TFDS counts negative numbers from the end,
   *   which turns "no label" (-1) into the last class; here that is an error.
   */
  int2str(index: number): string {
    const name = this.names[index];
    if (name === undefined) {
      throw new ImageNetV2Error(
        "UNKNOWN_CLASS",
        `There is no class ${index}: classes are 0 to ${this.numClasses - 1}.`,
        { query: String(index) },
      );
    }
    return name;
  }

  /**
   * The index of a class name: `str2int("n01440764") === 0`.
   *
   * @throws UNKNOWN_CLASS for anything that is not exactly one of the names
   */
  str2int(name: string): number {
    const index = this.#indexOf.get(name);
    if (index === undefined) {
      const near = suggestion(name, this.names).split(" Available:")[0] as string;
      throw new ImageNetV2Error(
        "UNKNOWN_CLASS",
        `${JSON.stringify(name)} is not a class name.`,
        { query: name },
        {
          hint: `Names are WordNet ids such as ${JSON.stringify(this.names[0])}. ${near.startsWith("Did") ? near : "findClass() takes readable names."}`,
        },
      );
    }
    return index;
  }

  /** @param value an index, -1 for "no label", or a name */
  encodeExample(value: number | string): number {
    if (typeof value === "string") return this.str2int(value);
    if (!Number.isInteger(value)) throw wrongValue("a class index or name", value);
    if (value < -1 || value >= this.numClasses) {
      throw new ImageNetV2Error(
        "UNKNOWN_CLASS",
        `Class label ${value} is outside -1 (no label) to ${this.numClasses - 1}.`,
        { query: String(value) },
      );
    }
    return value;
  }

  decodeExample(stored: number): number {
    return stored;
  }

  toString(): string {
    return describe("ClassLabel", this, `, num_classes=${this.numClasses}`);
  }
}

/** Named features; each is a property of its own: `features.label.int2str(0)`. */
export type FeaturesDict<F extends Readonly<Record<string, Feature>>> = F & FeatureMethods;

interface FeatureMethods {
  /** The values of an example as they are stored. @throws INVALID_OPTION, UNKNOWN_CLASS */
  encodeExample(example: Readonly<Record<string, unknown>>): Record<string, unknown>;
  decodeExample(stored: Readonly<Record<string, unknown>>): Record<string, unknown>;
  toString(): string;
}

/** Puts features together. The methods are not enumerable: `Object.keys` gives the feature names. */
export function featuresDict<const F extends Readonly<Record<string, Feature>>>(
  features: F,
): FeaturesDict<F> {
  const names = Object.keys(features).sort();
  const each = (
    values: Readonly<Record<string, unknown>>,
    method: "encodeExample" | "decodeExample",
  ) => {
    for (const key of [...names, ...Object.keys(values)]) {
      if (!(key in features) || !(key in values)) {
        throw new ImageNetV2Error(
          "INVALID_OPTION",
          `The example ${key in values ? "has an unknown" : "lacks the"} feature ${JSON.stringify(key)}.`,
          { option: key },
          { hint: `Features: ${names.join(", ")}.` },
        );
      }
    }
    return Object.fromEntries(
      names.map((name) => [name, (features[name] as Feature)[method](values[name])]),
    );
  };
  const methods: FeatureMethods = {
    encodeExample: (example) => each(example, "encodeExample"),
    decodeExample: (stored) => each(stored, "decodeExample"),
    toString: () =>
      `FeaturesDict({\n${names.map((name) => `    '${name}': ${features[name]},\n`).join("")}})`,
  };
  const dict = { ...features };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(dict, name, { value });
  return dict as FeaturesDict<F>;
}

function describe(name: string, { shape, dtype }: Feature, more = ""): string {
  const dimensions = shape.map((size) => size ?? "None").join(", ");
  return `${name}(shape=(${dimensions}), dtype=${dtype}${more})`;
}

function wrongValue(wanted: string, value: unknown): ImageNetV2Error {
  return new ImageNetV2Error("INVALID_OPTION", `Expected ${wanted}, got ${typeof value}.`, {
    option: "value",
  });
}
