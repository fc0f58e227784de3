import { isImageNetV2Error } from "@imagenet-v2/core";
import { createKernel, type Kernel } from "./kernel.ts";

let kernel: Kernel | undefined;
let missing = false;

/** This thread's kernel for calls that bring none; `undefined` where there are no vectors. */
export function sharedKernel(): Kernel | undefined {
  if (kernel !== undefined || missing) return kernel;
  try {
    kernel = createKernel();
  } catch (error) {
    if (!isImageNetV2Error(error, "UNSUPPORTED")) throw error;
    missing = true;
  }
  return kernel;
}
