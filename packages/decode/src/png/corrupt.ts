import { ImageNetV2Error } from "@imagenet-v2/core";

/** The error of a PNG that is damaged: `why`, found at `byte` of the file. */
export function corruptPng(name: string, why: string, byte: number): ImageNetV2Error {
  return new ImageNetV2Error("CORRUPT_IMAGE", `${name}: damaged PNG: ${why} (byte ${byte}).`, {
    image: name,
    byte,
  });
}
