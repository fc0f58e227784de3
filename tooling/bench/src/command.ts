import { fileURLToPath } from "node:url";

/** The program `imagenet-v2` as a user has it. */
export const command = fileURLToPath(
  new URL("bin/imagenet-v2.js", import.meta.resolve("imagenet-v2/package.json")),
);
