import {
  type DatasetSpec,
  ImageNetV2Error,
  imageNetV2,
  type Provenance,
  type VariantName,
  variantNames,
  variants,
} from "@imagenet-v2/core";
import { areSampleNames, FEW, few } from "@imagenet-v2/core/internal";
import type { StoreOptions } from "./store.ts";

/** How many names an error's facts hold. */
const MANY = 100;

/** Which variant a list of names belongs to. */
export interface NameMatch {
  /** The variant that a top folder or metadata name. */
  readonly named?: VariantName | undefined;
  /** `undefined` if some name is none of it, or nothing says which variant it should be. */
  readonly variant?: VariantName | undefined;
  /** Whether all names of the variant, or of another published dataset, are there. */
  readonly complete: boolean;
}

/**
 * Finds the variant that file names belong to.
 *
 * @param named the variant that a top folder or metadata name; of others, only a whole variant is known
 */
export async function matchNames(
  fileNames: readonly string[],
  named: VariantName | undefined,
  spec: DatasetSpec = imageNetV2,
): Promise<NameMatch> {
  if (spec.key !== imageNetV2.key) return { complete: fileNames.length === spec.numExamples };
  // A page that shows it need not load the published names.
  if (areSampleNames(fileNames)) return { named, complete: false };
  // All names of a variant say more than what a folder is called.
  const others = variantNames.filter((variant) => variant !== named);
  for (const variant of named === undefined ? others : [named, ...others]) {
    const published = await publishedNames(variant);
    const complete = fileNames.length === published.size;
    if (variant !== named && !complete) continue;
    if (fileNames.every((name) => published.has(name))) return { named, variant, complete };
  }
  return { named, complete: false };
}

/** Data as it was found, to be told what it is. */
export interface FoundData extends NameMatch {
  readonly path: string;
  /** Of the archive. */
  readonly bytes: number;
  readonly fileNames: readonly string[];
  /** Of the plain archive, if it is known. */
  readonly sha256?: string | undefined;
}

/**
 * Tells how far found data can be trusted, and refuses what was not asked for.
 *
 * @throws WRONG_VARIANT
 * @throws INCOMPLETE_DATA unless it is a whole variant, or `partial` was given; and if it is empty
 */
export async function classifyProvenance(
  finding: FoundData,
  { spec = imageNetV2, variant, partial }: StoreOptions,
): Promise<Provenance> {
  const { path, fileNames } = finding;
  if (spec.key !== imageNetV2.key) return classifyOther(finding, spec, partial);
  const is = finding.variant ?? finding.named;
  if (variant !== undefined && is !== undefined && is !== variant) {
    throw new ImageNetV2Error(
      "WRONG_VARIANT",
      `${path}: this is ${is}, not ${variant}.`,
      { path, expected: variant, actual: is },
      { hint: `Ask for "imagenet_v2/${is}", or leave the variant out.` },
    );
  }
  if (finding.complete && finding.variant !== undefined) {
    const published = variants[finding.variant].archive.sha256;
    return finding.sha256 === published ? "published" : "complete";
  }
  if (partial && areSampleNames(fileNames)) return "sample";
  if (partial && fileNames.length > 0) return finding.variant === undefined ? "custom" : "partial";
  throw await incomplete(finding, is ?? variant);
}

/** Of a dataset without variants. To be `published` its archive would have to be hashed. */
function classifyOther(
  { path, fileNames, complete }: FoundData,
  { name, numExamples }: DatasetSpec,
  partial: boolean | undefined,
): Provenance {
  if (complete) return "complete";
  const isOwn = numExamples === undefined;
  if (fileNames.length > 0 && (isOwn || partial)) return isOwn ? "custom" : "partial";
  const what = isOwn
    ? "it has no images"
    : `it has ${fileNames.length} of the ${numExamples} images of ${name}`;
  throw new ImageNetV2Error(
    "INCOMPLETE_DATA",
    `${path}: ${what}.`,
    { path, missing: [], unexpected: [] },
    { hint: fileNames.length === 0 ? "Is it the right folder or archive?" : readAnyway },
  );
}

async function incomplete(finding: FoundData, variant: VariantName | undefined) {
  const { path, fileNames } = finding;
  const published = variant === undefined ? new Set<string>() : await publishedNames(variant);
  const have = new Set(fileNames);
  const missing = [...published].filter((name) => !have.has(name));
  const unexpected = fileNames.filter((name) => !published.has(name));
  const count = fileNames.length - unexpected.length;
  const parts = [
    ...(variant === undefined
      ? [whatElse(fileNames)]
      : [`it has ${count} of the ${published.size} images of ${variant}`]),
    ...(missing.length > 0 && missing.length <= FEW ? [`missing: ${missing.join(", ")}`] : []),
    ...(variant !== undefined && unexpected.length > 0
      ? [`${unexpected.length} others: ${few(unexpected)}`]
      : []),
  ];
  return new ImageNetV2Error(
    "INCOMPLETE_DATA",
    `${path}: ${parts.join("; ")}.`,
    { path, missing: missing.slice(0, MANY), unexpected: unexpected.slice(0, MANY) },
    { hint: wayOut(finding) },
  );
}

function whatElse(fileNames: readonly string[]): string {
  if (areSampleNames(fileNames)) return "this is the sample, which is not ImageNetV2";
  return `its ${fileNames.length} images are not those of a variant of ImageNetV2`;
}

const readAnyway = "`partial: true` reads what is there, and says so in every report.";

function wayOut({ fileNames, bytes }: FoundData): string {
  if (fileNames.length === 0) return "Get the archive again.";
  const former = supersededArchive(bytes);
  if (former !== undefined) return `${former} ${readAnyway}`;
  if (fileNames.every((name) => /^\d+\/\d\.jpeg$/.test(name))) {
    return `These are file names of 2019; today's archives have other names and other bytes. ${readAnyway}`;
  }
  return `Get the whole archive; or ${readAnyway}`;
}

/** What to say of a file that has the size of an archive of former times; `undefined` for any other. */
function supersededArchive(bytes: number): string | undefined {
  for (const { name, supersededArchives } of Object.values(variants)) {
    if (!supersededArchives.some((archive) => archive.bytes === bytes)) continue;
    return `By its size this is an archive of ${name} that is no longer published; get today's.`;
  }
  return undefined;
}

/** The 0.4 MB of names are loaded where they are needed: not when an index tells the match. */
async function publishedNames(variant: VariantName): Promise<ReadonlySet<string>> {
  const { fileNames } = await import("@imagenet-v2/core/file-names");
  return new Set(fileNames(variant));
}
