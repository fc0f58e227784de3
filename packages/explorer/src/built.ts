/**
 * The page, which the build makes. Seen alike from `src` and from `dist`: whatever file this goes into lies in
 * one of them.
 */
export const pageFolder = new URL("../dist/page/", import.meta.url);
