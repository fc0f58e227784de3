import { ImageNetV2Error } from "@imagenet-v2/core";

const hint =
  "In a page, give the bytes themselves: load(name, { archive }) takes a File, a Blob or a URL with its index.";

/**
 * The error for what takes files or folders by their paths, which a page does not have.
 *
 * @param what was called, or the path
 */
export function noFiles(what: string): ImageNetV2Error<"UNSUPPORTED"> {
  const message = `${what}: a web page has no files or folders of the machine.`;
  return new ImageNetV2Error("UNSUPPORTED", message, { feature: "files by their paths" }, { hint });
}

/** Takes the place, in a page, of a function that answers at once, as {@link refusesFiles} of others. */
export function refusesFilesNow(name: string): (...given: unknown[]) => never {
  return () => {
    throw noFiles(name);
  };
}

/** Takes the place, in a page, of a function that works on files. */
export function refusesFiles(name: string): (...given: unknown[]) => Promise<never> {
  return async () => {
    throw noFiles(name);
  };
}
