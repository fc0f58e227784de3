import { storageOrder, type VariantName } from "@imagenet-v2/core";
import { serializedLength } from "./example-size.ts";
import { matchNames, type NameMatch } from "./provenance.ts";

/** An image that was found. */
export interface Member {
  /** `<class>/<file>` */
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
}

/** What images tell together. Lists are in TFDS's storage order. */
export interface ArchiveSummary extends NameMatch {
  readonly fileNames: readonly string[];
  readonly sizes: readonly number[];
  /** Bytes of all examples as TFDS stores them. */
  readonly numBytes: number;
}

/** Images that were found in any order, in TFDS's storage order. */
export function inStorageOrder<M extends Member>(found: readonly M[]): M[] {
  const order = storageOrder(found.map(({ fileName }) => fileName));
  return Array.from(order, (i) => found[i] as M);
}

/**
 * Looks at images that are in storage order.
 *
 * @param named the variant that they are said to be of
 */
export async function summarize(
  members: readonly Member[],
  named: VariantName | undefined,
): Promise<ArchiveSummary> {
  const fileNames = members.map(({ fileName }) => fileName);
  return {
    fileNames,
    sizes: members.map(({ size }) => size),
    numBytes: members.reduce(
      (sum, { fileName, size }) => sum + serializedLength(fileName, size),
      0,
    ),
    ...(await matchNames(fileNames, named)),
  };
}
