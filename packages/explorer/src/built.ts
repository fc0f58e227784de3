import { existsSync } from "node:fs";
import { notInstalled } from "@imagenet-v2/storage/internal/node";

/**
 * The page, which the build makes.
 *
 * @throws UNSUPPORTED where it is missing, as in a bundle
 */
export function pageFolder(): URL {
  // Seen alike from `src` and from `dist`: whatever file this goes into lies in one of them. Not in one
  // expression, in which webpack would take the folder for a module.
  const here = import.meta.url;
  const folder = URL.canParse(here) ? new URL("../dist/page/", here) : undefined;
  if (folder && existsSync(new URL("index.html", folder))) return folder;
  throw notInstalled("The explorer's page");
}
