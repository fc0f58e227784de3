import type { RunHeader } from "../run/header.ts";
import type { Settings } from "../run/model.ts";
import type { ImageInputKind } from "../run/pipeline.ts";

/** What of a run's header tells how its numbers were made. */
export type RunFacts = Partial<
  Pick<
    RunHeader,
    | "archive"
    | "dataset"
    | "dct"
    | "from"
    | "images"
    | "input"
    | "made"
    | "model"
    | "outputs"
    | "preprocessing"
    | "preprocessing_source"
    | "to"
  >
>;

/** A thing that the numbers depend on, and what it was. */
export type HowMade = readonly [what: string, value: string];

/**
 * What somebody needs to make the same numbers again, as far as the run tells it.
 *
 * @param validation the run on the validation set, of the same pipeline
 */
export function howMade(
  name: string,
  run: RunFacts | undefined,
  validation?: RunFacts | undefined,
): HowMade[] {
  const unknown = "not known, as these predictions do not tell it";
  const { input, preprocessing, preprocessing_source: source } = run ?? {};
  const { model, outputs, archive, made } = run ?? {};
  const versions = Object.entries(made?.versions ?? {});
  const rows: [string, string | undefined | null][] = [
    ["Preprocessing", preprocessing ? inWords(preprocessing) : input ? ownOf[input] : unknown],
    ["Preprocessing from", source],
    ["JPEGs decoded", run?.dct === "fast" ? "as TensorFlow does by default (fast DCT)" : undefined],
    ["Model", model?.name ?? name],
    ["Model, SHA-256", model?.sha256],
    ["Model, settings", settingsOf(model?.settings)],
    ["Outputs", outputs],
    ["Part", partOf(run)],
    ["Archive, SHA-256", archive],
    ["Validation archive, SHA-256", validation?.archive],
    ["Versions", versions.map(([what, version]) => versionOf(what, version)).join(", ")],
    ["Date", made?.date],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

/** Of a shard, which images it has. */
function partOf({ from, to, images }: RunFacts = {}): string | undefined {
  if (from === undefined || to === undefined || images === undefined) return undefined;
  if (to - from === images.count) return undefined;
  const count = (n: number) => n.toLocaleString("en");
  return `images ${count(from)} to ${count(to - 1)} of the run's ${count(images.count)}`;
}

function settingsOf(settings: Settings = {}): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${list(value, " ")}`)
    .join(", ");
}

const ownOf: Readonly<Record<ImageInputKind, string>> = {
  jpeg: "the pipeline's own, from the stored bytes",
  image: "the pipeline's own, from the decoded image",
};

/** A runtime says its own name. */
function versionOf(what: string, version: string): string {
  return what === "runtime" ? version : `${what} ${version}`;
}

/** What was done to each image. */
function inWords(preprocessing: Readonly<Record<string, unknown>>): string {
  const { resize, crop, cropOffset, interpolation, channels, rescale, mean, std } = preprocessing;
  const { layout, dtype } = preprocessing;
  return [
    resize === null ? "no resize" : `resize ${list(resize, " x ")}`,
    crop === null ? "no crop" : `crop ${list(crop, " x ")}`,
    ...(cropOffset === "floor" ? ["margins rounded down"] : []),
    interpolation,
    String(channels).toUpperCase(),
    // Bytes are not scaled.
    ...(dtype === "uint8" || rescale === undefined ? [] : [`bytes times ${rescale}`]),
    ...(dtype === "uint8" ? [] : [`mean ${list(mean, " ")}`, `std ${list(std, " ")}`]),
    `${layout} ${dtype}`,
  ].join(", ");
}

function list(value: unknown, separator: string): string {
  return Array.isArray(value) ? value.join(separator) : String(value);
}
