/**
 * The names of all pictures of the three variants, from the authors' published lists. An entry of
 * its own for its half megabyte of ids, which are decoded on first use.
 *
 * @example
 * import { fileNames, toLegacyName, variantsOf } from "@imagenet-v2/core/file-names";
 *
 * const [first] = fileNames("matched-frequency");
 * first; //=> "35/25949dd0704552263197b05a8359771a4192ff45.jpeg"
 * variantsOf(first); //=> ["matched-frequency"]
 * toLegacyName("matched-frequency", first); //=> "35/0.jpeg"
 *
 * @module
 */
import { ImageNetV2Error } from "./errors.ts";
import { packedCounts, packedIds } from "./file-ids-data.ts";
import { packedRows } from "./file-rows-data.ts";
import { findVariant, type VariantName, variantNames } from "./variants.ts";

interface Picture {
  readonly fileName: string;
  readonly variants: VariantName[];
}

interface Lists {
  readonly byId: ReadonlyMap<string, Picture>;
  readonly byVariant: ReadonlyMap<VariantName, List>;
}

interface List {
  /** In the authors' order. */
  readonly fileNames: readonly string[];
  /** Class by class, in the same order: the place within a class is the number of 2019. */
  readonly byClass: readonly (readonly string[])[];
}

/**
 * The 10,000 names of a variant, `<class>/<id>.jpeg`, in the row order of the authors' dataset JSON
 * and so of their prediction files. An id is the SHA-1 of the picture's Flickr id.
 *
 * @param variant name or alias
 * @throws UNKNOWN_VARIANT
 */
export function fileNames(variant: string): readonly string[] {
  return listOf(variant).fileNames;
}

/**
 * The variants that have this picture; they share many. None if no variant has it, or not in the
 * class that is given.
 *
 * @param name an id, `<id>.jpeg` or `<class>/<id>.jpeg`
 * @throws INVALID_OPTION if `name` is none of these
 */
export function variantsOf(name: string): VariantName[] {
  return [...(find(name)?.variants ?? [])];
}

/**
 * Today's name of a picture that the release of 2019 called `<class>/<0 to 9>.jpeg`.
 *
 * @throws UNKNOWN_VARIANT
 * @throws INVALID_OPTION if there was no such name
 */
export function fromLegacyName(variant: string, legacyName: string): string {
  const [, label, number] = /^(0|[1-9]\d{0,2})\/(\d)\.jpeg$/.exec(legacyName) ?? [];
  const fileName = listOf(variant).byClass[Number(label)]?.[Number(number)];
  if (fileName !== undefined) return fileName;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `The release of 2019 had no ${JSON.stringify(legacyName)}.`,
    { option: "legacyName" },
    { hint: "Its names were 0/0.jpeg to 999/9.jpeg." },
  );
}

/**
 * What the release of 2019 called a picture: annotations of that time go by these names. Each
 * variant numbered its pictures anew.
 *
 * @param fileName an id, `<id>.jpeg` or `<class>/<id>.jpeg`
 * @throws UNKNOWN_VARIANT
 * @throws INVALID_OPTION if the variant does not have the picture
 */
export function toLegacyName(variant: string, fileName: string): string {
  const { byClass } = listOf(variant);
  const picture = find(fileName);
  const [label = ""] = picture?.fileName.split("/") ?? [];
  const number = byClass[Number(label)]?.indexOf(picture?.fileName ?? "") ?? -1;
  if (number !== -1) return `${label}/${number}.jpeg`;
  throw new ImageNetV2Error(
    "INVALID_OPTION",
    `${findVariant(variant).name} has no ${JSON.stringify(fileName)}.`,
    { option: "fileName" },
    { hint: picture && `It is in ${picture.variants.join(" and ")}.` },
  );
}

function listOf(variant: string): List {
  const list = lists().byVariant.get(findVariant(variant).name);
  if (list === undefined) throw new TypeError(`no list of ${variant}`);
  return list;
}

function find(name: string): Picture | undefined {
  const [, label, id] = /^(?:(\d+)\/)?([0-9a-f]{40})(?:\.jpeg)?$/.exec(name) ?? [];
  if (id === undefined) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${JSON.stringify(name)} is no name of an ImageNetV2 picture.`,
      { option: "name" },
      { hint: "Names are <class>/<40 hex digits>.jpeg; fromLegacyName takes those of 2019." },
    );
  }
  const picture = lists().byId.get(id);
  const expected = label === undefined ? picture?.fileName : `${label}/${id}.jpeg`;
  return picture?.fileName === expected ? picture : undefined;
}

let unpacked: Lists | undefined;

function lists(): Lists {
  unpacked ??= unpack();
  return unpacked;
}

function unpack(): Lists {
  const counts = [...bytesOf(packedCounts)];
  const labels = counts.flatMap((count, label) => Array<number>(count).fill(label));
  const ids = hexOf(bytesOf(packedIds)).match(/.{40}/g) ?? [];
  const byId = new Map<string, Picture>(
    ids.map((id, i) => [id, { fileName: `${labels[i]}/${id}.jpeg`, variants: [] }]),
  );

  const pictures = [...byId.values()];
  const byVariant = new Map<VariantName, List>();
  variantNames.forEach((variant, v) => {
    const rows = new DataView(bytesOf(packedRows[v] ?? "").buffer);
    const fileNames: string[] = [];
    const byClass: string[][] = Array.from({ length: 1000 }, () => []);
    for (let row = 0; row < rows.byteLength; row += 2) {
      const position = rows.getUint16(row, true);
      const picture = pictures[position] as Picture;
      picture.variants.push(variant);
      fileNames.push(picture.fileName);
      byClass[labels[position] ?? -1]?.push(picture.fileName);
    }
    byVariant.set(variant, { fileNames: Object.freeze(fileNames), byClass });
  });
  return { byId, byVariant };
}

// Loops over typed arrays, because Array.from with a function takes ten times as long here.
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

function hexOf(bytes: Uint8Array): string {
  const digits = new TextEncoder().encode("0123456789abcdef");
  const hex = new Uint8Array(2 * bytes.length);
  bytes.forEach((byte, i) => {
    hex[2 * i] = digits[byte >> 4] ?? 0;
    hex[2 * i + 1] = digits[byte & 15] ?? 0;
  });
  return new TextDecoder().decode(hex);
}
