import type { ImageTensor } from "@imagenet-v2/core";

/** How large a picture is to be. */
export interface Box {
  readonly width: number;
  readonly height: number;
  /** `cover` fills the box and cuts what stands out; `inside` shows everything. */
  readonly fit: "cover" | "inside";
}

/** A picture's file. */
export type PictureFormat =
  | { readonly type: "image/png" }
  | { readonly type: "image/jpeg" /** 1 to 100. */; readonly quality: number };

/** A picture that is laid over a drawing, pixel for pixel. */
export interface Layer {
  readonly image: ImageTensor;
  readonly left: number;
  readonly top: number;
}
