import nodeModule from "node:module";
import { ImageNetV2Error } from "@imagenet-v2/core";

/**
 * The path of a file of a package that we depend on. Looked for when it is needed: a bundle often cannot reach
 * it, and must still start.
 *
 * @param from `import.meta.url` of whose dependency it is; a CommonJS bundle has none
 * @throws UNSUPPORTED
 */
export function installedFile(specifier: string, from: string | undefined): string {
  try {
    // Not as a named import, of whose calls webpack makes its own, which knows bundled modules alone.
    return nodeModule.createRequire(from as string).resolve(specifier);
  } catch (cause) {
    throw notInstalled(specifier, cause);
  }
}

/** The error where a file that comes with the packages cannot be found. */
export function notInstalled(file: string, cause?: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "UNSUPPORTED",
    `${file}, which is installed with imagenet-v2, cannot be found.`,
    { feature: file },
    { hint: "In a bundle: mark imagenet-v2 as external. Elsewhere: install it again.", cause },
  );
}
