import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ArchiveStore, datasetOf, skipDecoding } from "@imagenet-v2/loader";
import { largeFixture } from "./large-fixture.ts";

/** What the measurements read. All read the same images, in the same order where they have one. */
export interface Material {
  readonly archive: string;
  /** The first images of the archive in reading order, as files. */
  readonly folder: string;
  readonly images: number;
  /** Where indices, caches and programs may lie. */
  readonly workshop: string;
}

/** Makes what is not there yet, beside the large archive. */
export async function prepareMaterial(images: number): Promise<Material> {
  const archive = await largeFixture("matched-frequency");
  const workshop = join(dirname(archive), "bench");
  const folder = join(workshop, `first-${images}`);
  await mkdir(workshop, { recursive: true });
  if (!existsSync(folder)) {
    const store = await ArchiveStore.open(archive, { partial: true, dataDir: workshop });
    const stored = datasetOf(store, { decoders: { image: skipDecoding() } }).take(images);
    const part = `${folder}.${process.pid}.part`;
    await mkdir(part);
    let position = 0;
    for await (const { image } of stored) {
      await writeFile(join(part, `${String(position++).padStart(5, "0")}.jpeg`), image);
    }
    await rename(part, folder);
    await store.close();
  }
  return { archive, folder, images, workshop };
}
