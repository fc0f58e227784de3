import { readFile } from "node:fs/promises";
import { pageFolder } from "../built.ts";
import type { Answer } from "./answer.ts";

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
  const body = read.get(file) ?? readFile(new URL(file, pageFolder()));
  read.set(file, body);
  return { status: 200, type, body: await body, cache: "check" };
}
