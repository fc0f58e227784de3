/**
 * Makes the large stand-in for a published archive, if it is not there yet, and prints its path.
 *
 *     pnpm --filter @imagenet-v2/bench large-archive [variant]
 */
import { findVariant } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import { largeArchive } from "@imagenet-v2/fixtures";

const { name, archive } = findVariant(process.argv[2] ?? "matched-frequency");
const path = await largeArchive(fileNames(name), {
  topDirectory: archive.topDirectory,
  onProgress: ({ done, total }) => {
    if (done % 1000 === 0) console.error(`${done} of ${total} pictures`);
  },
});
console.log(path);
