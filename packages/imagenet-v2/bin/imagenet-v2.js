#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`imagenet-v2 needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}
const { main } = await import("@imagenet-v2/cli").catch(async (error) => {
  // Where Node cannot open a package.json, it misses an index.js that no package of ours has.
  const [, folder] = /^Cannot find package '(.*)[\\/]index\.js' /.exec(error.message) ?? [];
  const { existsSync } = await import("node:fs");
  const isShort = folder !== undefined && existsSync(`${folder}/package.json`);
  if (error.code !== "EMFILE" && error.code !== "ENFILE" && !isShort) throw error;
  console.error(
    `imagenet-v2: ${isShort ? "too many open files to load a module" : error.message}.`,
  );
  console.error("  Raise the limit of open files (ulimit -n): even the program itself needs more.");
  process.exit(5);
});
await main();
