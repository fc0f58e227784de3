import { ImageNetV2Error } from "./errors.ts";
import { suggestion } from "./options.ts";
import { quote } from "./quote.ts";

/** TFDS's names of the three test sets, in TFDS's order: the first is the default. */
export const variantNames = ["matched-frequency", "threshold-0.7", "topimages"] as const;

export type VariantName = (typeof variantNames)[number];

/** Where the authors publish the archives, pinned: `main` has moved before and may again. */
export const huggingFace = {
  repository: "vaishaal/ImageNetV2",
  revision: "d626240be2538720e83103a0e1178d24aca8b12c",
} as const;

/** The archive of a variant as it is published today. */
export interface Archive {
  /** Ends in `.tar.gz`, and yet is a plain tar. */
  readonly fileName: string;
  /** At the pinned {@link huggingFace} revision. */
  readonly url: string;
  /** The same at `main`: what TFDS registers, and therefore names and records its downloads by. */
  readonly tfdsUrl: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** The only folder at the root of the archive; in it are `0` to `999`, not padded. */
  readonly topDirectory: string;
}

/**
 * An archive that was published before, at an address that no longer answers. Its pictures are
 * encoded or named otherwise, so it cannot stand in for today's; it is known only to be recognised.
 */
export interface SupersededArchive {
  readonly fileName: string;
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One of the three test sets: 10,000 pictures, 10 of each class. */
export interface Variant {
  readonly name: VariantName;
  /** What else {@link findVariant} takes for it. */
  readonly aliases: readonly string[];
  /** How the authors chose the pictures, as a sentence. */
  readonly selection: string;
  /** The authors' name for this revision of the list of pictures. */
  readonly authorsRevision: string;
  readonly archive: Archive;
  readonly supersededArchives: readonly SupersededArchive[];
}

/** The three variants by name. Figures are those that TFDS registers and the server reports. */
export const variants: Readonly<Record<VariantName, Variant>> = {
  "matched-frequency": {
    name: "matched-frequency",
    aliases: ["matchedfrequency", "mf", "b-33", "imagenetv2-matched-frequency"],
    selection:
      "Drawn so that each class has the selection frequencies of the original validation set.",
    authorsRevision: "b-33",
    archive: published(
      "imagenetv2-matched-frequency",
      1264079360,
      "f0c37fdf925916b19ea1323cd9a2208cdb6959ba2c32eef2a7fc393835c9ca7c",
    ),
    supersededArchives: [
      former(
        "imagenetv2-matched-frequency",
        1253959680,
        "a32004f9e773279307499059d320336a23ccdc62cb32063da29bae9bd04c122c",
      ),
    ],
  },
  "threshold-0.7": {
    name: "threshold-0.7",
    aliases: ["threshold0.7", "threshold", "a-44", "imagenetv2-threshold0.7"],
    selection: "Drawn from the pictures that at least 70 % of the annotators selected.",
    authorsRevision: "a-44",
    archive: published(
      "imagenetv2-threshold0.7",
      1249906176,
      "32142bfe998f9cfa4141be691f6a80eeb1e27b24bd532a668eb08c26d98897a2",
    ),
    supersededArchives: [
      former(
        "imagenetv2-threshold0.7",
        605399040,
        "bf2e2d9b625ae29c6e44982928f36220af62359b74602a995518a06840d0d76e",
      ),
    ],
  },
  topimages: {
    name: "topimages",
    aliases: ["top-images", "top", "c-12", "imagenetv2-top-images", "imagenetv2-topimages"],
    selection: "The pictures of each class that most annotators selected.",
    authorsRevision: "c-12",
    archive: published(
      "imagenetv2-top-images",
      1245927936,
      "85e4ace30f3f0d660152062254b8759dda66267b27f7ec0fd8d5768f1073a04b",
    ),
    supersededArchives: [
      former(
        "imagenetv2-topimages",
        606351360,
        "1ced1ef684934a84af854658bc8ff9adbbec553631e6eef3535ef816c3d3b98f",
      ),
    ],
  },
};

function published(stem: string, bytes: number, sha256: string): Archive {
  const fileName = `${stem}.tar.gz`;
  const resolve = `https://huggingface.co/datasets/${huggingFace.repository}/resolve`;
  return {
    fileName,
    url: `${resolve}/${huggingFace.revision}/${fileName}`,
    tfdsUrl: `${resolve}/main/${fileName}`,
    bytes,
    sha256,
    topDirectory: `${stem}-format-val`,
  };
}

/** An archive of the bucket that served until 2023, with the checksum TFDS had registered for it. */
function former(stem: string, bytes: number, sha256: string): SupersededArchive {
  const fileName = `${stem}.tar.gz`;
  const url = `https://s3-us-west-2.amazonaws.com/imagenetv2public/${fileName}`;
  return { fileName, url, bytes, sha256 };
}

const byAlias = new Map(
  Object.values(variants).flatMap((variant) =>
    [variant.name, variant.archive.topDirectory, ...variant.aliases].map((alias) => [
      alias,
      variant,
    ]),
  ),
);

/**
 * The variant of this name, alias or top folder. Case does not matter, nor whether words are
 * joined by `-` or `_`.
 *
 * @example
 * findVariant("Top_Images").name; //=> "topimages"
 *
 * @throws UNKNOWN_VARIANT with a suggestion
 */
export function findVariant(nameOrAlias: string): Variant {
  const name = String(nameOrAlias);
  const variant = byAlias.get(name.toLowerCase().replaceAll("_", "-"));
  if (variant !== undefined) return variant;
  throw new ImageNetV2Error(
    "UNKNOWN_VARIANT",
    `ImageNetV2 has no variant ${quote(name)}.`,
    { variant: name, available: variantNames },
    { hint: suggestion(name, variantNames) },
  );
}

/** The variant whose archive has this folder at its root, spelled exactly. */
export function variantOfTopDirectory(directory: string): Variant | undefined {
  return Object.values(variants).find(({ archive }) => archive.topDirectory === directory);
}

/**
 * Which published archive, of today or of the past, has this checksum.
 *
 * @param sha256 hex, in any case
 */
export function identifyArchive(
  sha256: string,
):
  | { variant: Variant; archive: Archive; former: false }
  | { variant: Variant; archive: SupersededArchive; former: true }
  | undefined {
  const wanted = sha256.toLowerCase();
  for (const variant of Object.values(variants)) {
    if (variant.archive.sha256 === wanted) {
      return { variant, archive: variant.archive, former: false };
    }
    const archive = variant.supersededArchives.find((archive) => archive.sha256 === wanted);
    if (archive !== undefined) return { variant, archive, former: true };
  }
  return undefined;
}
