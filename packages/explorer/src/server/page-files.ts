import { readFile } from "node:fs/promises";
import type { Answer } from "./answer.ts";

/** The page as it was built; the same seen from `src/server` and from `dist/server`. */
export const pageFolder = new URL("../../dist/page/", import.meta.url);

/** Every file of the page, by the address it is asked for under. Nothing else is ever read from there. */
export const pageFiles = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/explorer.js": ["explorer.js", "text/javascript; charset=utf-8"],
  "/explorer.css": ["explorer.css", "text/css; charset=utf-8"],
  "/icon.svg": ["icon.svg", "image/svg+xml"],
} as const satisfies Record<string, readonly [file: string, type: string]>;

export function isPageFile(path: string): path is keyof typeof pageFiles {
  return Object.hasOwn(pageFiles, path);
}

const read = new Map<string, Promise<Uint8Array>>();

export async function pageFile(path: keyof typeof pageFiles): Promise<Answer> {
  const [file, type] = pageFiles[path];
  const body = read.get(file) ?? readFile(new URL(file, pageFolder));
  read.set(file, body);
  return { status: 200, type, body: await body, cache: "check" };
}
