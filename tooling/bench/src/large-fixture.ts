import { findVariant } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { largeArchive } from "@imagenet-v2/fixtures";

/** The large stand-in for a published archive: made, which is told on stderr, or found. */
export async function largeFixture(variant: string): Promise<string> {
  const { name, archive } = findVariant(variant);
  return largeArchive(fileNames(name), {
    topDirectory: archive.topDirectory,
    onProgress: ({ done, total }) => {
      if (done % 1000 === 0) console.error(`${done} of ${total} pictures`);
    },
  });
}
