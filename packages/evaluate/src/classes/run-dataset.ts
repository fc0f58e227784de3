import { type DatasetClass, imageNet2012, classes as imageNetClasses } from "@imagenet-v2/core";
import { isImageNet, sameClasses } from "@imagenet-v2/core/internal";
import * as z from "zod";

/**
 * The dataset of a run, where it is not ImageNetV2 or of its shape: what labels stand for is kept with
 * results, so that those of different datasets are not mixed.
 */
export interface RunDataset {
  /** `imagenet2012`, or `custom` for a user's own. */
  readonly name: string;
  /** The position is the label. Default: ImageNet's 1000. */
  readonly classes?:
    | readonly { readonly name: string; readonly wnid?: string | undefined }[]
    | undefined;
}

const className = z.strictObject({ name: z.string(), wnid: z.string().optional() });

export const runDatasetSchema = z.strictObject({
  name: z.string(),
  classes: z.array(className).min(1).optional(),
});

/** What a dataset's info tells of it. */
export interface ClassesOfDataset {
  readonly name: string;
  readonly classes: readonly DatasetClass[];
}

/** What is kept of a dataset; `undefined` for ImageNetV2 and images in its shape. */
export function runDatasetOf({ name, classes }: ClassesOfDataset): RunDataset | undefined {
  if (name === imageNet2012.name) return { name };
  if (isImageNet(classes)) return undefined;
  return {
    name: "custom",
    classes: classes.map(({ name, wnid }) => (wnid === undefined ? { name } : { name, wnid })),
  };
}

/** Whether labels stand for the same classes. */
export function sameLabels(a: RunDataset | undefined, b: RunDataset | undefined): boolean {
  return sameClasses(classesOf(a), classesOf(b));
}

/** The classes that labels stand for. */
export function classesOf(dataset: RunDataset | undefined): readonly DatasetClass[] {
  return (
    dataset?.classes?.map(({ name, wnid }, index) => ({ index, name, wnid })) ?? imageNetClasses
  );
}
