import { isImageNetV2Error } from "@imagenet-v2/core";
import { createKernel, type Kernel } from "./kernel.ts";

let kernel: Kernel | undefined;

/** This thread's kernel for calls that bring none; `undefined` where there are no vectors. */
export function sharedKernel(): Kernel | undefined {
  kernel ??= newKernel();
  return kernel;
}

/** A kernel for one large image, whose memory is not kept; `undefined` where there are no vectors. */
export function newKernel(): Kernel | undefined {
  try {
    return createKernel();
  } catch (error) {
    if (isImageNetV2Error(error, "UNSUPPORTED")) return undefined;
    throw error;
  }
}
