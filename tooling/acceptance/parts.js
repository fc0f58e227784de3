import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

const groups = ["packages", "tooling", "examples"];
const testEnding = ".acceptance.test.ts";
const scriptStart = "acceptance:";

/**
 * @typedef {object} Part
 * @property {string} name The package's folder and what is shown: `decode/fuzz`.
 * @property {string} folder Where its command runs.
 * @property {string[]} command
 */

/**
 * The parts of the acceptance, by name: each `x.acceptance.test.ts`, and each script `acceptance:x` of a
 * package.json.
 *
 * @param {string} root The workspace's folder.
 * @returns {Part[]}
 */
export function findParts(root) {
  const parts = groups.flatMap((group) =>
    childrenOf(join(root, group)).flatMap((name) => {
      const folder = join(root, group, name);
      return [...tests(folder), ...scripts(folder)].map(([what, command]) => {
        return { name: `${name}/${what}`, folder, command };
      });
    }),
  );
  return parts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function tests(folder) {
  const names = childrenOf(join(folder, "test"), { recursive: true });
  return names
    .filter((path) => path.endsWith(testEnding))
    .map((path) => {
      const what = path.slice(0, -testEnding.length).replaceAll(sep, "/");
      return [what, ["pnpm", "exec", "vitest", "run", `test/${what}${testEnding}`]];
    });
}

function scripts(folder) {
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) return [];
  return Object.keys(JSON.parse(readFileSync(manifest, "utf8")).scripts ?? {})
    .filter((name) => name.startsWith(scriptStart))
    .map((name) => [name.slice(scriptStart.length), ["pnpm", "--silent", "run", name]]);
}

function childrenOf(folder, options = {}) {
  return existsSync(folder) ? readdirSync(folder, options) : [];
}
