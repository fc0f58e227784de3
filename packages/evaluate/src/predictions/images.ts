import { findVariant, ImageNetV2Error, type VariantName } from "@imagenet-v2/core";
import { fileNames, fromLegacyName, variantsOf } from "@imagenet-v2/core/file-names";
import { invalid } from "./invalid.ts";
import type { Row } from "./row.ts";

/** An image that predictions may be about. */
export interface LabelledImage {
  readonly file_name: string;
  readonly label: number;
}

/** The images that a model was shown. */
export class Images {
  readonly list: readonly LabelledImage[];
  readonly variant: VariantName | undefined;
  readonly #byName = new Map<string, LabelledImage>();

  constructor(list: readonly LabelledImage[], variant: VariantName | undefined) {
    this.list = list;
    this.variant = variant;
    for (const image of list) {
      this.#byName.set(image.file_name, image);
      this.#byName.set(idOf(image.file_name), image);
    }
  }

  /** The images of a variant, in the order of the authors' list. */
  static of(variant: string): Images {
    const list = fileNames(variant).map((file_name) => ({
      file_name,
      label: Number.parseInt(file_name, 10),
    }));
    return new Images(list, findVariant(variant).name);
  }

  /** The image of this name, in any of the forms that are in use. */
  find(name: string): LabelledImage | undefined {
    const exact = this.#byName.get(name);
    if (exact !== undefined) return exact;
    const [base = "", folder] = name.split(/[/\\]/).reverse();
    if (this.variant !== undefined && /^\d\.jpeg$/.test(base)) {
      // The release of 2019 numbered the images of a class.
      return /^\d+$/.test(folder ?? "") && Number(folder) < 1000
        ? this.#byName.get(fromLegacyName(this.variant, `${folder}/${base}`))
        : undefined;
    }
    return folder === undefined
      ? this.#byName.get(idOf(base))
      : this.#byName.get(`${folder}/${base}`);
  }
}

function idOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replace(/\.jpe?g$/i, "");
}

/**
 * The variant that has all of these images.
 *
 * @throws INVALID_PREDICTIONS if none has, or more than one
 */
export function inferVariant(rows: readonly Row[], path: string): VariantName {
  let candidates: VariantName[] | undefined;
  for (const { name, line } of rows) {
    const [, id] = /(?:^|[/\\])([0-9a-f]{40})(?:\.jpe?g)?$/i.exec(name) ?? [];
    const found = id === undefined ? [] : variantsOf(id.toLowerCase());
    const left = candidates?.filter((each) => found.includes(each)) ?? found;
    if (left.length === 0) {
      const what =
        found.length === 0
          ? `${JSON.stringify(name)} is no image of ImageNetV2.`
          : `${name} is in ${found.join(" and ")}, those before it in ${candidates?.join(" and ")}.`;
      throw invalid(path, line, what, {
        hint: "Predictions for other images need `images`; names of 2019 need `variant`.",
      });
    }
    candidates = left;
  }
  const [only, ...others] = candidates ?? [];
  if (only !== undefined && others.length === 0) return only;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${path}: these images are in ${candidates?.join(" and ")}. Which variant was it?`,
    { option: "variant" },
  );
}
