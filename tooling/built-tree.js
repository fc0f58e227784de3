// Makes a folder like `packages/`, bundled from the sources as they are now: for tests, which start threads
// and programs in it, and would run a stale build otherwise. Half of a second for each core.
//
//     node tooling/built-tree.js FOLDER
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { bundle } from "./bundle.js";

const packages = resolve(import.meta.dirname, "../packages");
const tree = resolve(process.argv[2]);

await Promise.all(readdirSync(packages).map(make));

async function make(name) {
  const [from, to] = [join(packages, name), join(tree, name)];
  mkdirSync(join(to, "dist"), { recursive: true });
  cpSync(join(from, "package.json"), join(to, "package.json"));
  if (existsSync(join(from, "bin")))
    cpSync(join(from, "bin"), join(to, "bin"), { recursive: true });
  // Programs that tests start. They import their own package.
  for (const file of readdirSync(join(from, "test"), { recursive: true })) {
    if (file.endsWith(".js")) cpSync(join(from, "test", file), join(to, "test", file));
  }
  // Vite's, and in the browser: not started from here.
  const page = join(from, "dist/page");
  if (existsSync(page)) symlinkSync(page, join(to, "dist/page"));
  linkDependencies(join(from, "node_modules"), join(to, "node_modules"));
  await bundle(from, join(to, "dist"));
}

/** Packages of ours are those of the tree. */
function linkDependencies(from, to) {
  for (const entry of readdirSync(from).filter((entry) => !entry.startsWith("."))) {
    const names = entry.startsWith("@")
      ? readdirSync(join(from, entry)).map((name) => join(entry, name))
      : [entry];
    for (const name of names) {
      const real = realpathSync(join(from, name));
      const inside = relative(packages, real);
      mkdirSync(dirname(join(to, name)), { recursive: true });
      symlinkSync(inside.startsWith("..") ? real : join(tree, inside), join(to, name));
    }
  }
}
