import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { datasetOf, skipDecoding } from "@imagenet-v2/loader";
import { ArchiveStore } from "@imagenet-v2/stores";
import { largeFixture } from "./large-fixture.ts";

/** What the measurements read. All read the same images, in the same order where they have one. */
export interface Material {
  readonly archive: string;
  /** The first images of the archive in reading order, as files. */
  readonly folder: string;
  /** A JSON file with the labels of these. */
  readonly labels: string;
  readonly images: number;
  /** Where indices, caches and programs may lie. */
  readonly workshop: string;
}

/** Makes what is not there yet, beside the large archive, and has it read once: no run waits for the disk. */
export async function prepareMaterial(images: number): Promise<Material> {
  const archive = await largeFixture("matched-frequency");
  const workshop = join(dirname(archive), "bench");
  const folder = join(workshop, `first-${images}`);
  await mkdir(workshop, { recursive: true });
  const store = await openStore({ archive, workshop });
  const stored = datasetOf(store, { decoders: { image: skipDecoding() } }).take(images);
  const missing = !existsSync(folder);
  const part = `${folder}.${process.pid}.part`;
  if (missing) await mkdir(part);
  let position = 0;
  const found: number[] = [];
  for await (const { image, label } of stored) {
    found.push(label);
    const name = `${String(position++).padStart(5, "0")}.jpeg`;
    if (missing) await writeFile(join(part, name), image);
    else await readFile(join(folder, name));
  }
  if (missing) await rename(part, folder);
  const labels = `${folder}.labels.json`;
  if (!existsSync(labels)) {
    await writeFile(`${labels}.${process.pid}.part`, JSON.stringify(found));
    await rename(`${labels}.${process.pid}.part`, labels);
  }
  await store.close();
  return { archive, folder, labels, images, workshop };
}

export function openStore({ archive, workshop }: Pick<Material, "archive" | "workshop">) {
  return ArchiveStore.open(archive, { partial: true, dataDir: workshop });
}
