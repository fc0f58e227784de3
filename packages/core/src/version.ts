import { ImageNetV2Error } from "./errors.ts";
import { quote } from "./quote.ts";

/**
 * The versions of TFDS's `imagenet_v2` that can be read, the canonical one first. Only that one can
 * be made anew: in 2.0.0 `file_name` was an absolute path on the machine that prepared it.
 */
export const versions = ["3.0.0", "2.0.0"] as const;

export type Version = (typeof versions)[number];

export const canonicalVersion: Version = versions[0];

/** Of TFDS's `imagenet2012`. */
const imageNetVersions = ["5.1.0"] as const;

const pattern = /^(?:[0-9]+|\*)(?:\.(?:[0-9]+|\*)){2}$/;

/**
 * The version that a request means: the canonical one if nothing is asked for, else the first that
 * agrees in each component, `*` agreeing with all. `experimental_latest` is the newest.
 *
 * @throws INVALID_OPTION if `requested` is not of the form x.y.z, UNKNOWN_VERSION
 */
export function pickVersion(requested?: string | undefined): Version {
  return pick("imagenet_v2", versions, requested);
}

/** The version of TFDS's `imagenet2012` that a request means. @throws as {@link pickVersion} */
export function pickImageNetVersion(requested?: string | undefined): string {
  return pick("imagenet2012", imageNetVersions, requested);
}

function pick<V extends string>(
  dataset: string,
  known: readonly [V, ...V[]],
  requested: string | undefined,
): V {
  const [canonical] = known;
  if (requested === undefined || requested === "experimental_latest") return canonical;
  if (!pattern.test(requested)) {
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `Invalid version ${quote(requested)}. Format should be x.y.z with {x,y,z} being digits or wildcard.`,
      { option: "version" },
      {
        hint: `Write \`${canonical}\` or \`${canonical.replace(/\..*/, ".*.*")}\`, or leave it out.`,
      },
    );
  }
  const wanted = requested.split(".");
  const version = known.find((candidate) =>
    candidate.split(".").every((digits, i) => wanted[i] === "*" || wanted[i] === digits),
  );
  if (version !== undefined) return version;
  throw new ImageNetV2Error(
    "UNKNOWN_VERSION",
    `Dataset ${dataset} cannot be loaded at version ${quote(requested)}, only: ${known.join(", ")}.`,
    { version: requested, available: known },
    {
      hint:
        dataset === "imagenet_v2" && requested === "3.1.0"
          ? "The release notes name 3.1.0 (new addresses of the archives), but the dataset stayed at 3.0.0."
          : `Leave the version out to get ${canonical}.`,
    },
  );
}

/**
 * Refuses to make a version that can only be read.
 *
 * @throws UNKNOWN_VERSION
 */
export function requireGeneratable(version: Version): void {
  if (version === canonicalVersion) return;
  throw new ImageNetV2Error(
    "UNKNOWN_VERSION",
    `Version ${version} of imagenet_v2 is too old to be generated; it can only be read where it was prepared.`,
    { version, available: [canonicalVersion] },
    { hint: `Available for downloadAndPrepare: ${canonicalVersion}.` },
  );
}
