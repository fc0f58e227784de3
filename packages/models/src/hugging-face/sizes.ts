import type { Preprocessing } from "@imagenet-v2/decode";
import { unsupported } from "../known-preprocessing.ts";
import type { ImageProcessor } from "./image-processors.ts";
import type { Fields, Size } from "./schema.ts";

type Resize = Preprocessing["resize"];
type Pair = readonly [height: number, width: number];

interface Sizes {
  readonly resize: Resize;
  readonly crop: number | Pair | null;
  /** Fields that are there without effect. */
  readonly unused: readonly string[];
}

/** From this size on ConvNeXt was evaluated on the whole image, squeezed. */
const convnextSquashes = 384;

/** What an image processor resizes and crops to. */
export function sizesOf(fields: Fields, processor: ImageProcessor, file: string): Sizes {
  const { special } = processor;
  const resizes = fields.do_resize ?? true;
  const size = resizes ? sizeOf(fields.size, processor, file) : null;
  const crops = fields.do_center_crop ?? processor.crop?.done ?? false;
  const unused = !crops && fields.crop_size ? ["crop_size"] : [];
  if (special === "convnext") {
    if (crops) throw unsupported(file, "do_center_crop", true, "crops what ConvNeXt has cropped");
    return { ...convnext(size, fields.crop_pct ?? 224 / 256, file), unused };
  }
  if (special === "perceiver" && crops) {
    throw unsupported(file, "do_center_crop", true, "crops before it resizes, for a Perceiver");
  }
  // Its processor has no step that crops, whatever its config says.
  if (special === "segformer") {
    return { resize: size, crop: null, unused: crops ? ["do_center_crop"] : unused };
  }
  const crop = crops ? cropOf(fields, processor, file) : null;
  if (special === "levit" && typeof size === "number") {
    return { resize: Math.trunc((256 / 224) * size), crop, unused };
  }
  if (special === "poolformer" && size !== null) {
    return { resize: poolformer(size, fields.crop_pct ?? 0.9), crop, unused };
  }
  return { resize: size, crop, unused };
}

/** A number for the short side, or both sides. */
function sizeOf(size: Size | null | undefined, processor: ImageProcessor, file: string) {
  if (size === undefined || size === null || typeof size === "number") {
    const plain = size ?? processor.size;
    return typeof plain === "number" && processor.square ? ([plain, plain] as const) : plain;
  }
  if (Array.isArray(size)) return size as Pair;
  const named = size as Exclude<Size, number | [number, number]>;
  for (const field of ["longest_edge", "max_height", "max_width"] as const) {
    const value = named[field];
    if (value) throw unsupported(file, `size.${field}`, value, "depends on the long side");
  }
  const { shortest_edge: short, height, width } = named;
  if (short) return short;
  if (height && width) return [height, width] as const;
  throw unsupported(file, "size", size, "has neither shortest_edge nor height and width");
}

function cropOf({ crop_size: size }: Fields, { crop }: ImageProcessor, file: string) {
  if (size === undefined || size === null) {
    if (crop !== undefined) return crop.size;
    throw unsupported(file, "do_center_crop", true, "has no crop_size");
  }
  if (typeof size === "number") return size;
  if (Array.isArray(size)) return square(size as Pair);
  const { height, width } = size as Exclude<Size, number | [number, number]>;
  if (height && width) return square([height, width]);
  throw unsupported(file, "crop_size", size, "has not height and width");
}

function square([height, width]: Pair): number | Pair {
  return height === width ? height : [height, width];
}

function convnext(size: number | Pair | null, pct: number, file: string): Omit<Sizes, "unused"> {
  if (size === null) return { resize: null, crop: null };
  if (typeof size !== "number") {
    throw unsupported(file, "size.height", size[0], "is no shortest_edge, which ConvNeXt needs");
  }
  return size < convnextSquashes
    ? { resize: Math.trunc(size / pct), crop: size }
    : { resize: [size, size], crop: null };
}

/** Of a square size it makes one for the short side, of another a size whatever the shape. */
function poolformer(size: number | Pair, pct: number): Resize {
  if (typeof size === "number") return Math.trunc(size / pct);
  const [height, width] = size.map((side) => Math.trunc(side / pct)) as [number, number];
  return size[0] === size[1] ? height : [height, width];
}
