import { type Provenance, type VariantName, variantNames } from "@imagenet-v2/core";
import { bytesToHex, sha256 as hashOf, provenances, utf8ToBytes } from "@imagenet-v2/core/internal";
import * as z from "zod";
import { type RunDataset, runDatasetSchema } from "../classes/run-dataset.ts";
import { invalid } from "../predictions/invalid.ts";
import type { Settings } from "./model.ts";
import { type ImageInputKind, imageInputKinds } from "./pipeline.ts";
import { Reading } from "./reading.ts";

/**
 * The first line of a results file: what was run on what. Two partial results belong together if
 * everything but `from` and `to` is equal.
 */
export interface RunHeader {
  /** Version of the format. */
  readonly imagenet_v2_results: 1;
  /** `null` for images that are not ImageNetV2's. */
  readonly variant: VariantName | null;
  /** Where it is not ImageNetV2 or of its shape. */
  readonly dataset?: RunDataset | undefined;
  readonly provenance: Provenance;
  /** SHA-256 of the archive; `null` where the images lie in a folder or in memory. */
  readonly archive: string | null;
  /** The images of the whole run, in order: how many, and SHA-256 of their names, one a line. */
  readonly images: { readonly count: number; readonly sha256: string };
  /** Its files' SHA-256, `null` for a function; and what else its numbers depend on. */
  readonly model: {
    readonly name: string;
    readonly sha256: string | null;
    readonly settings?: Settings | undefined;
  };
  /** The classes that the model could answer with, and whose images it was shown, by label; `null` for all of the dataset. */
  readonly classes: readonly number[] | null;
  /** What a whole pipeline was given, which does its own preprocessing; absent for a model of tensors. */
  readonly input?: ImageInputKind | undefined;
  /** How JPEGs are decoded, where that is not `"accurate"`. */
  readonly dct?: "fast" | undefined;
  /** As data; `null` where the pipeline does its own. */
  readonly preprocessing: Readonly<Record<string, unknown>> | null;
  /** Who says so: `said`, `config: preprocessor_config.json`, `preset imagenet (torchvision)`. Makes no run another one. */
  readonly preprocessing_source?: string | undefined;
  /** When and with what it was begun. Makes no run another one. */
  readonly made?:
    | {
        /** The day, in UTC: `2026-11-29`. */
        readonly date: string;
        readonly versions: Readonly<Record<string, string>>;
      }
    | undefined;
  /** What the model's outputs are, by all of them: `1000 logits`; see {@link Outputs}. */
  readonly outputs: string;
  readonly batch_size: number;
  /** The positions of this part: `0` and `images.count` for a whole run. */
  readonly from: number;
  readonly to: number;
}

const plain = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Data of one level, as settings are. */
export const plainRecord = z.record(z.string(), z.union([plain, z.array(plain)]));
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const position = z.int().min(0);

const schema = z
  .strictObject({
    imagenet_v2_results: z.literal(1),
    variant: z.enum(variantNames).nullable(),
    dataset: runDatasetSchema.optional(),
    provenance: z.enum(provenances),
    archive: sha256.nullable(),
    images: z.strictObject({ count: position, sha256 }),
    model: z.strictObject({
      name: z.string(),
      sha256: sha256.nullable(),
      settings: plainRecord.optional(),
    }),
    classes: z.array(z.int().min(0)).nullable(),
    input: z.enum(imageInputKinds).optional(),
    dct: z.literal("fast").optional(),
    preprocessing: plainRecord.nullable(),
    preprocessing_source: z.string().optional(),
    made: z
      .strictObject({ date: z.string(), versions: z.record(z.string(), z.string()) })
      .optional(),
    outputs: z.string().refine((text) => Reading.parse(text) !== undefined, "no kind of outputs"),
    batch_size: z.int().min(1),
    from: position,
    to: position,
  })
  .refine(({ from, to, images }) => from <= to && to <= images.count, "from and to are no part");

/**
 * The header in the first line of a results file; `undefined` if it is no such file.
 *
 * @throws INVALID_PREDICTIONS for a broken header, or one of a later version
 */
export function parseHeader(value: Record<string, unknown>, path: string): RunHeader | undefined {
  if (!("imagenet_v2_results" in value)) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(path, 1, `The header is broken: ${issue?.path.join(".")}: ${issue?.message}.`, {
    hint: "It was written by another version, or edited.",
    cause: result.error,
  });
}

/** The first line, without its end. Its keys are always in the same order, as files are compared. */
export function formatHeader(header: RunHeader): string {
  return JSON.stringify(schema.parse(header));
}

/** What stands for a list of images in the header. */
export function digestOf(fileNames: Iterable<string>): { count: number; sha256: string } {
  const hash = hashOf.create();
  let count = 0;
  for (const name of fileNames) {
    hash.update(utf8ToBytes(`${name}\n`));
    count++;
  }
  return { count, sha256: bytesToHex(hash.digest()) };
}

/** The keys by which two headers differ, of those that can make their results differ. */
export function differences(a: object, b: object): string[] {
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of ["preprocessing_source", "made"]) keys.delete(key);
  return [...keys].filter((key) => canonical(one[key]) !== canonical(other[key]));
}

/** JSON with the keys in order. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ""
  );
}
