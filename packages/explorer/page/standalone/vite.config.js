import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleArchive } from "@imagenet-v2/sample";
import { defineConfig } from "vite";

const folder = join(import.meta.dirname, "../../dist/standalone");

/** The explorer without a server: plain files for any web server. */
export default defineConfig({
  base: "./",
  publicDir: false,
  // From sources, of which a bundler takes only what is used.
  resolve: { conditions: ["@imagenet-v2/source", "browser", "module"] },
  build: {
    outDir: folder,
    emptyOutDir: true,
    // What is inlined the page's own policy forbids.
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2022",
  },
  worker: {
    format: "es",
    // Else the decoder, a string of 60 kB, stands wherever it is mentioned.
    rolldownOptions: { optimization: { inlineConst: false } },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [filesBeside()],
});

/** The sample, and the service worker, which knows all files. */
function filesBeside() {
  return {
    name: "files-beside",
    async generateBundle() {
      const dataDir = await mkdtemp(join(tmpdir(), "imagenet-v2-standalone-"));
      const source = await readFile(await sampleArchive({ dataDir }));
      await rm(dataDir, { recursive: true });
      this.emitFile({ type: "asset", fileName: "imagenet-v2-sample.tar.gz", source });
    },
    async closeBundle() {
      const program = await readFile(new URL("service-worker.js", import.meta.url), "utf8");
      const ofTheBuild = `self.ofTheBuild = ${JSON.stringify(await filesOf(folder))};\n`;
      await writeFile(join(folder, "service-worker.js"), ofTheBuild + program);
    },
  };
}

/** @returns which files are kept at once, which when they are used, and a name that changes with any of them */
async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== "service-worker.js")
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(await readFile(join(folder, file)));
  // A runtime of models has 14 MB.
  const isLarge = (file) => file.startsWith("onnxruntime/");
  return {
    name: hash.digest("hex").slice(0, 16),
    atOnce: files.filter((file) => !isLarge(file)),
    whenUsed: files.filter(isLarge),
  };
}
