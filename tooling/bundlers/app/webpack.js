// Bundles the programs beside it with webpack: `webpack.js` everything, `webpack.js external` all but imagenet-v2,
// `webpack.js page` what runs in a page.
import { createRequire } from "node:module";

// Installed on demand, in the project that this is copied to.
const webpack = createRequire(import.meta.url)("webpack");

const isExternal = process.argv[2] === "external";
const native = ["sharp", "onnxruntime-node"];
const context = import.meta.dirname;
const forNode = {
  target: "node",
  entry: { main: "./main.js", rooms: "./rooms.js", threads: "./threads.js" },
  output: isExternal
    ? { path: `${context}/external`, filename: "[name].mjs", module: true }
    : { path: `${context}/bundled`, filename: "[name].cjs" },
  experiments: { outputModule: isExternal },
  externals: isExternal ? [/^imagenet-v2(\/|$)/] : native,
  externalsType: isExternal ? "module" : "commonjs",
};
const forPage = {
  target: "web",
  entry: { page: "./page.js" },
  output: { path: `${context}/page`, filename: "[name].js" },
};
const chosen = process.argv[2] === "page" ? forPage : forNode;
webpack({ mode: "production", context, ...chosen }, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
});
