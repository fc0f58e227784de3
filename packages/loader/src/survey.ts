import { storageOrder } from "@imagenet-v2/core";
import { serializedLength } from "./example-size.ts";
import { matchNames, type NameMatch } from "./stores/provenance.ts";

/** What images that were found tell together. Lists are in storage order. */
export interface Survey<M> extends NameMatch {
  readonly members: readonly M[];
  readonly fileNames: readonly string[];
  readonly sizes: readonly number[];
  readonly numBytes: number;
}

/** Puts images that were found into storage order, and looks at what they are. */
export async function survey<M extends { readonly fileName: string; readonly size: number }>(
  found: readonly M[],
  topDirectory: string | undefined,
): Promise<Survey<M>> {
  const order = storageOrder(found.map(({ fileName }) => fileName));
  const members = Array.from(order, (i) => found[i] as M);
  const fileNames = members.map(({ fileName }) => fileName);
  return {
    members,
    fileNames,
    sizes: members.map(({ size }) => size),
    numBytes: members.reduce(
      (sum, { fileName, size }) => sum + serializedLength(fileName, size),
      0,
    ),
    ...(await matchNames(fileNames, topDirectory)),
  };
}
