#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`imagenet-v2 needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}
const { main } = await import("@imagenet-v2/cli").catch((error) => {
  if (error.code !== "EMFILE" && error.code !== "ENFILE") throw error;
  console.error(`imagenet-v2: ${error.message}.`);
  console.error("  Raise the limit of open files (ulimit -n): even the program itself needs more.");
  process.exit(5);
});
await main();
