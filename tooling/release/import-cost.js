// What `import "imagenet-v2"` costs in a fresh process: milliseconds beside an empty program's, and modules.
import { spawnSync } from "node:child_process";

const runs = 7;
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

function milliseconds(code, cwd) {
  return median(
    Array.from({ length: runs }, () => {
      const began = performance.now();
      const { status } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
        cwd,
        stdio: ["ignore", "ignore", "inherit"],
      });
      if (status !== 0) throw new Error(`exit ${status}`);
      return performance.now() - began;
    }),
  );
}

/** @param {string} cwd a folder in which the package is installed */
export function importCost(cwd) {
  const empty = milliseconds("", cwd);
  const facade = milliseconds('await import("imagenet-v2")', cwd);
  return `import "imagenet-v2": ${Math.round(facade - empty)} ms beside ${Math.round(empty)} ms for Node itself`;
}
