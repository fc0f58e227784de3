import { readClasses } from "@imagenet-v2/evaluate";
import type { Terminal } from "../terminal.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";

/**
 * What `--classes` lists: with an archive and no NAME the classes of a dataset of the user's own, else
 * those of ImageNet's that count.
 */
export async function classesOf(
  name: string | undefined,
  { archive, classes: path }: EvaluateOptions,
  { signal }: Terminal,
): Promise<{ own?: string; only?: string[] }> {
  if (path === undefined) return {};
  if (name === undefined && archive !== undefined) return { own: path };
  return { only: await readClasses(path, { signal }) };
}
