import { stat } from "node:fs/promises";

export async function isFolder(path: string): Promise<boolean> {
  // What else it is, and whether it is there, the check of the file tells.
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
