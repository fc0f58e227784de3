import { createKernel, type Kernel } from "./kernel.ts";

let kernel: Kernel | undefined;

/**
 * This thread's kernel, which `decodeJpeg` and `preprocess` use: for synchronous work between theirs. A
 * kernel of one's own takes 10 GiB more of the addresses that a limit (`ulimit -v`) may leave.
 *
 * @throws UNSUPPORTED
 */
export function sharedKernel(): Kernel {
  kernel ??= createKernel();
  return kernel;
}
