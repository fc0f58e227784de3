import { ImageNetV2Error } from "../errors.ts";
import type { DatasetClass } from "./dataset-spec.ts";
import { imageNetV2 } from "./imagenet-v2.ts";

/** Whether these are ImageNet's 1000 classes in its order. */
export function isImageNet(classes: readonly Pick<DatasetClass, "wnid">[]): boolean {
  const all = imageNetV2.classes;
  return (
    classes.length === all.length && classes.every(({ wnid }, label) => wnid === all[label]?.wnid)
  );
}

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
  if (info === undefined || isImageNet(info.classes)) return;
  const { name, classes } = info;
  throw new ImageNetV2Error(
    "UNSUPPORTED",
    `${what}: ${name} has ${classes.length} classes of its own, and not ImageNet's thousand.`,
    { feature: `${what} with other classes` },
    { hint: "Its examples can be listed, shown, read in batches, evaluated and explored." },
  );
}
