import { ImageNetV2Error } from "../errors.ts";
import type { DatasetClass } from "./dataset-spec.ts";
import { imageNetV2 } from "./imagenet-v2.ts";

/**
 * Refuses labels that are positions in other classes than ImageNet's, for what would take them for these.
 *
 * @param what who would, for the message: `evaluate`
 * @throws UNSUPPORTED
 */
export function requireImageNetClasses(
  info: { readonly name: string; readonly classes: readonly DatasetClass[] } | undefined,
  what: string,
): void {
  const all = imageNetV2.classes;
  const { name = "", classes = all } = info ?? {};
  const same =
    classes.length === all.length && classes.every(({ wnid }, i) => wnid === all[i]?.wnid);
  if (same) return;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    `${what}: ${name} has ${classes.length} classes of its own, and not ImageNet's thousand.`,
    { feature: `${what} with other classes` },
    { hint: "Its examples can be listed, shown, read in batches, evaluated and explored." },
  );
}
