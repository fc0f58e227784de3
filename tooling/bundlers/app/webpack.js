// Bundles the programs beside it with webpack: `webpack.js` everything, `webpack.js external` all but imagenet-v2.
import { createRequire } from "node:module";

// Installed on demand, in the project that this is copied to.
const webpack = createRequire(import.meta.url)("webpack");

const isExternal = process.argv[2] === "external";
const native = ["sharp", "onnxruntime-node"];
webpack(
  {
    mode: "production",
    target: "node",
    context: import.meta.dirname,
    entry: { main: "./main.js", rooms: "./rooms.js", threads: "./threads.js" },
    output: isExternal
      ? { path: `${import.meta.dirname}/external`, filename: "[name].mjs", module: true }
      : { path: `${import.meta.dirname}/bundled`, filename: "[name].cjs" },
    experiments: { outputModule: isExternal },
    externals: isExternal ? [/^imagenet-v2(\/|$)/] : native,
    externalsType: isExternal ? "module" : "commonjs",
  },
  (error, stats) => {
    if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
  },
);
