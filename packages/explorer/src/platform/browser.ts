import type * as node from "./node.ts";

/** What a page opens has a name, and no way to it. */
export const baseName: typeof node.baseName = (path) => path;

export const isFoundByName: typeof node.isFoundByName = () => false;

/** Nothing is kept: what is found out about an archive is gone with the page. */
export const keepStudy: typeof node.keepStudy = (_, __, make) => make();

/** A page gives its own: only its bundler knows what a worker runs. */
export const threads: typeof node.threads = {
  count: () => 0,
  start: () => {
    throw new TypeError("There are none.");
  },
};
