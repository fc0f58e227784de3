import { createKernel, type Kernel } from "./kernel.ts";

let kernel: Kernel | undefined;

/** This thread's kernel, for calls that bring none. @throws UNSUPPORTED */
export function sharedKernel(): Kernel {
  kernel ??= createKernel();
  return kernel;
}
