// What tests start as a thread or a program: a bundle of the sources as they are now, not of the last build.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

let tree;

/** The folder of packages, made once for a run of all projects. */
export function builtTree() {
  if (tree !== undefined) return tree;
  const folder = mkdtempSync(join(tmpdir(), "imagenet-v2-built-"));
  // Some tests run programs as another user.
  chmodSync(folder, 0o755);
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  tree = join(folder, "packages");
  execFileSync(process.execPath, [
    fileURLToPath(new URL("../built-tree.js", import.meta.url)),
    tree,
  ]);
  return tree;
}

/** `new URL("./worker.js", import.meta.url)`, where there is a worker.ts, means the tree's worker.js. */
export const workersOfTree = {
  name: "workers-of-built-tree",
  enforce: "pre",
  transform(code, id) {
    const [, source, name] = /^(.*\/packages\/([\w-]+)\/src)\/.*\.ts$/.exec(id) ?? [];
    if (name === undefined) return;
    return code.replaceAll(
      /new URL\("(\.[\w./-]+)\.js", import\.meta\.url\)/g,
      (written, entry) => {
        const path = join(dirname(id), entry);
        if (!existsSync(`${path}.ts`)) return written;
        const built = join(builtTree(), name, "dist", `${relative(source, path)}.js`);
        return `new URL("${pathToFileURL(built)}")`;
      },
    );
  },
};
