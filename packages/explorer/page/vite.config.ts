import { defineConfig } from "vite";

/**
 * One classic script and one style sheet beside a plain HTML file: a module script would not load from
 * a file, and the static export has to open from disk.
 */
export default defineConfig({
  base: "./",
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    cssCodeSplit: false,
    modulePreload: false,
    target: "es2022",
    rolldownOptions: {
      input: "main.tsx",
      output: {
        format: "iife",
        entryFileNames: "explorer.js",
        assetFileNames: "explorer[extname]",
      },
    },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
