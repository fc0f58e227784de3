import { ImageNetV2Error, type Variant } from "@imagenet-v2/core";
import { noFiles } from "@imagenet-v2/storage/internal";
import { Reporter } from "../reporter.ts";
import type { ArchiveReport, VerifyArchiveOptions } from "../verify-archive.ts";
import { hashOf } from "./hashing.ts";
import { downloadPath, refuseMachineOptions, requireOriginFiles, sizeOf } from "./places.ts";

/** In a page: hashes the archive that was downloaded. Where it is damaged is not told. */
export async function verifyArchive(
  variant: Variant,
  options: VerifyArchiveOptions = {},
): Promise<ArchiveReport> {
  if (options.path !== undefined) throw noFiles("verifyArchive");
  refuseMachineOptions(options);
  const { signal, onProgress } = options;
  const { archive } = variant;
  const files = await requireOriginFiles("verifyArchive");
  try {
    const path = downloadPath(variant);
    if ((await sizeOf(files, path)) === undefined) {
      throw new ImageNetV2Error(
        "NOT_PREPARED",
        `${archive.fileName} is not among the files of this site.`,
        { dataset: variant.name, searched: [path] },
        { hint: "Download it first: fetchArchive, or load." },
      );
    }
    const file = await files.open(path, "read");
    try {
      const bytes = file.size;
      const reporter = new Reporter(bytes, onProgress);
      const onHashed = (hashed: { bytes: number }) => reporter.bytes(hashed.bytes);
      const sha256 = (await hashOf(file, { signal, onProgress: onHashed })).digest("hex");
      const valid = sha256 === archive.sha256;
      return { path, variant, bytes, sha256, valid, damaged: valid ? [] : undefined };
    } finally {
      await file.close();
    }
  } finally {
    await files.close();
  }
}
