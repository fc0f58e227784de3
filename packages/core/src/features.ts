import { ImageNetV2Error } from "./errors.ts";
import { suggestion } from "./options.ts";

/** A feature of an example, as TFDS describes it. */
export interface Feature {
  /** Dimensions; `null` where they differ between examples. */
  readonly shape: readonly (number | null)[];
  readonly dtype: string;
  /** As TFDS prints it: `Text(shape=(), dtype=string)`. */
  toString(): string;
}

/** A UTF-8 string. */
export class TextFeature implements Feature {
  readonly shape = [] as const;
  readonly dtype = "string";

  toString(): string {
    return describe("Text", this);
  }
}

/** A picture, stored as the JPEG file it came as: nothing is encoded again. */
export class ImageFeature implements Feature {
  readonly shape = [null, null, 3] as const;
  readonly dtype = "uint8";
  readonly encodingFormat = "jpeg";

  toString(): string {
    return describe("Image", this);
  }
}

/** A class by index, with the names of the classes: WordNet ids for this dataset, as in TFDS. */
export class ClassLabel implements Feature {
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

  toString(): string {
    return describe("ClassLabel", this, `, num_classes=${this.numClasses}`);
  }
}

/**
 * Named features, printed together as TFDS does. Each is a property: `features.label.int2str(0)`.
 * `toString` is not enumerable: `Object.keys` gives the feature names.
 */
export function featuresDict<const F extends Readonly<Record<string, Feature>>>(features: F): F {
  const names = Object.keys(features).sort();
  const lines = names.map((name) => `    '${name}': ${features[name]},\n`).join("");
  return Object.defineProperty({ ...features }, "toString", {
    value: () => `FeaturesDict({\n${lines}})`,
  });
}

function describe(name: string, { shape, dtype }: Feature, more = ""): string {
  const dimensions = shape.map((size) => size ?? "None").join(", ");
  return `${name}(shape=(${dimensions}), dtype=${dtype}${more})`;
}
