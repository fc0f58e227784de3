import { classes, type DatasetClass, ImageNetV2Error, type ImageTensor } from "@imagenet-v2/core";
import { isBytes } from "@imagenet-v2/core/internal";
import { decodeImage } from "@imagenet-v2/decode";
import { walkBeside } from "./beside.ts";
import { crossedOut } from "./mark.ts";

/** An example as the loader gives it, decoded or not. Whatever else it carries is left alone. */
export interface ShownExample {
  /** Pixels, or the bytes of a JPEG or PNG. */
  readonly image: ImageTensor | Uint8Array;
  /** Class index; -1 for none. */
  readonly label?: number | undefined;
  readonly file_name?: string | undefined;
  /** The example's place in storage order, shown as `#17`. Default: what the source's `records()` say. */
  readonly index?: number | undefined;
}

/** What can be looked at: examples, or `(image, label)` pairs as `asSupervised` gives them. */
export type ExampleSource =
  | Iterable<ShownExample | readonly [ShownExample["image"], number]>
  | AsyncIterable<ShownExample | readonly [ShownExample["image"], number]>;

/** An example with its image decoded and what is written under it. */
export interface Picture {
  readonly image: ImageTensor;
  readonly label: number | undefined;
  readonly fileName: string | undefined;
  readonly index: number | undefined;
  /** What the labels are, if not ImageNet's classes. */
  readonly classes?: readonly DatasetClass[] | undefined;
  /** Whether `image` is a mark, as the source skipped this example. */
  readonly skipped?: boolean | undefined;
}

export interface ReadOptions {
  /** Which feature is the picture, where there are several. */
  readonly imageKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Makes of the pixels what is kept of them, before the next example is read. */
  readonly prepare?: ((image: ImageTensor) => Promise<ImageTensor>) | undefined;
}

/**
 * The first `limit` examples. The source is closed as soon as they are there. Those that a loader's
 * dataset skips have a mark at their places.
 *
 * @throws INVALID_OPTION if there is no image among an example's features, or several
 * @throws what `decodeImage` throws, naming the file
 */
export async function readPictures(
  source: ExampleSource,
  limit: number,
  { imageKey, signal, prepare }: ReadOptions = {},
): Promise<Picture[]> {
  const pictures: Picture[] = [];
  if (limit === 0) return pictures;
  const beside = walkBeside(source);
  const classes = classesOf(source);
  const add = async (pixels: ImageTensor, known: Omit<Picture, "image">) => {
    pictures.push({ image: prepare === undefined ? pixels : await prepare(pixels), ...known });
    return pictures.length === limit;
  };
  const addSkipped = async () => {
    for (const { label, file_name, index } of beside.skipped()) {
      if (await add(crossedOut(), { label, fileName: file_name, index, classes, skipped: true })) {
        return true;
      }
    }
    return false;
  };
  for await (const given of source) {
    signal?.throwIfAborted();
    if (await addSkipped()) return pictures;
    const example = featuresOf(given);
    const fileName = stringOrUndefined(example.file_name);
    const image = example[imageKey ?? onlyImage(example)];
    if (!isImage(image)) throw unsupported(`its feature ${imageKey} is not an image`, "imageKey");
    const pixels = isBytes(image) ? await decodeImage(image, { name: fileName, signal }) : image;
    const place = beside.place(fileName);
    const index = numberOrUndefined(example.index) ?? place;
    const label = numberOrUndefined(example.label);
    if (await add(pixels, { label, fileName, index, classes })) {
      return pictures;
    }
  }
  await addSkipped();
  return pictures;
}

/** `(image, label)` pairs get their names back; everything else has to have names. */
export function featuresOf(example: unknown): Record<string, unknown> {
  if (Array.isArray(example) && example.length === 2) {
    return { image: example[0], label: example[1] };
  }
  if (typeof example === "object" && example !== null && !Array.isArray(example)) {
    return example as Record<string, unknown>;
  }
  throw unsupported("examples have to be objects with an image, or (image, label) pairs");
}

/** Pixels or bytes: what an image feature holds. */
export function isImage(value: unknown): value is ShownExample["image"] {
  return isBytes(value) || (isTensor(value) && value.shape.length === 3);
}

function onlyImage(example: Record<string, unknown>): string {
  const keys = Object.keys(example);
  const images = keys.filter((key) => isImage(example[key]));
  if (images.length === 1) return images[0] as string;
  if (images.length > 1) {
    throw unsupported(`there are several images (${images.join(", ")})`, "imageKey");
  }
  const batched = keys.some((key) => {
    const value = example[key];
    return (
      (isTensor(value) && value.shape.length > 3) || (Array.isArray(value) && isImage(value[0]))
    );
  });
  if (batched) throw unsupported("batches are not supported, only single examples");
  throw unsupported(`there is no image among the features (${keys.join(", ")})`);
}

function isTensor(value: unknown): value is { data: unknown; shape: readonly number[] } {
  return typeof value === "object" && value !== null && "data" in value && "shape" in value
    ? Array.isArray(value.shape)
    : false;
}

function unsupported(what: string, option = "source"): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `Cannot show this dataset: ${what}.`,
    { option },
    option === "imageKey"
      ? { hint: "Say which one with imageKey." }
      : { hint: "Give examples { image, label, file_name } as load() does." },
  );
}

/** `n01440764 (0)`, as TFDS writes it under a picture. A number that is no class stands alone. */
export function labelCaption({
  label,
  classes: known = classes,
}: Pick<Picture, "label" | "classes">): string | undefined {
  if (label === undefined) return undefined;
  const { wnid, name = wnid } = known[label] ?? {};
  return name === undefined ? `${label}` : `${wnid ?? name} (${label})`;
}

/** The classes that the labels of a loader's dataset are. */
export function classesOf(source: object): readonly DatasetClass[] {
  const { info } = source as { info?: { classes?: readonly DatasetClass[] } };
  return info?.classes ?? classes;
}

/** `tench`; nothing for a number that is no class. */
export function readableName({
  label,
  classes: known = classes,
}: Pick<Picture, "label" | "classes">): string | undefined {
  return label === undefined ? undefined : known[label]?.name;
}

function stringOrUndefined(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOrUndefined(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
