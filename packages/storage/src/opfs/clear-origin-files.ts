import { typed } from "./origin-error.ts";
import { isAbsent, ours } from "./origin-path.ts";
import { originStorage } from "./web-types.ts";

/**
 * Removes all that packages of this family have stored in this page's origin: copies of archives, indices, downloads.
 * Fine where there is nothing. What else the origin stores is left alone.
 *
 * @throws IO while a file of it is open, in this tab or another
 */
export async function clearOriginFiles(): Promise<void> {
  await typed("this site's stored files", async () => {
    const root = await originStorage().getDirectory?.();
    await root?.removeEntry(ours, { recursive: true }).catch((error: unknown) => {
      if (!isAbsent(error)) throw error;
    });
  });
}
