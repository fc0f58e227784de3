import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { sampleArchive } from "@imagenet-v2/sample";
import { defineConfig } from "vite";

/** What scores models begins with these; a runtime has 14 MB. */
const ofModels = /\/(model-worker|page-worker|model-panel)-|\.wasm$/;

const folder = join(import.meta.dirname, "../../dist/standalone");

/** The explorer without a server: plain files for any web server. */
export default defineConfig({
  base: "./",
  publicDir: false,
  // From sources, of which a bundler takes only what is used.
  resolve: {
    conditions: ["@imagenet-v2/source", "browser", "module"],
    // The part of it that runs everywhere; with WebGPU it has twice the size.
    alias: [{ find: /^onnxruntime-web$/, replacement: "onnxruntime-web/wasm" }],
  },
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
  const contents = new Map();
  for (const file of files) {
    const bytes = await readFile(join(folder, file));
    hash.update(file).update(bytes);
    if (/\.(html|js)$/.test(file)) contents.set(file, bytes.toString());
  }
  const atOnce = new Set(["index.html", "imagenet-v2-sample.tar.gz"]);
  for (const file of atOnce) {
    const text = contents.get(file) ?? "";
    // A set grows while it is gone through.
    for (const other of files) {
      if (text.includes(basename(other)) && !ofModels.test(other)) atOnce.add(other);
    }
  }
  return {
    name: hash.digest("hex").slice(0, 16),
    atOnce: [...atOnce],
    whenUsed: files.filter((file) => !atOnce.has(file)),
  };
}
