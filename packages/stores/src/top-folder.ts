import type { DatasetSpec } from "@imagenet-v2/core";
import { isClutter, isIgnored } from "./passed-over.ts";

/**
 * The folder that all data lies in, if the first file that is data lies as an image does only below it;
 * `undefined` where images lie as the spec has them from the root on.
 */
export function topOf(spec: DatasetSpec, paths: Iterable<string>): string | undefined {
  for (const path of paths) {
    const parts = path.split("/");
    if (parts.some((part) => isIgnored(part) || isClutter(part))) continue;
    const isImage = (below: string) => "image" in spec.entry(below, false);
    const [top, ...below] = parts;
    return !isImage(path) && isImage(below.join("/")) ? top : undefined;
  }
  return undefined;
}
