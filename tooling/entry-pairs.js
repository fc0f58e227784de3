// What users load of a package and what our own packages load besides, in one file. esbuild makes a file for
// each set of entries that share code, so each entry less is some files less.
import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

/** Entries of users, and those of our own packages. */
const known = [
  ["src/index.ts", "src/internal.ts"],
  ["src/node.ts", "src/internal-node.ts"],
];

/**
 * @param entries of a package
 * @returns the pairs among them, and a plugin that has our own entry of each export what the one of users does, too
 */
export function entryPairs(entries) {
  const pairs = known.filter((pair) => pair.every((entry) => entries.includes(entry)));
  const holdBoth = {
    name: "hold-both",
    setup({ initialOptions, onLoad }) {
      for (const [users, ours] of pairs) {
        const path = join(initialOptions.absWorkingDir, ours);
        onLoad({ filter: new RegExp(`/${ours}$`), namespace: "file" }, (file) =>
          file.path === path && file.suffix === ""
            ? {
                contents: [users, `${ours}?itself`]
                  .map((entry) => `export * from "./${basename(entry)}";`)
                  .join("\n"),
                resolveDir: dirname(path),
              }
            : undefined,
        );
      }
    },
  };
  return { pairs, holdBoth };
}

/** Writes the entry of users: its names, from the file that has them. */
export async function nameExports({ absWorkingDir, outdir }, users, ours) {
  const { metafile } = await build({
    ...{ absWorkingDir, outdir, entryPoints: [users] },
    ...{ format: "esm", write: false, metafile: true },
  });
  const [{ exports }] = Object.values(metafile.outputs);
  const code = `export { ${exports.join(", ")} } from "./${built(ours)}";\n`;
  writeFileSync(join(outdir, built(users)), code);
}

const built = (entry) => basename(entry).replace(/\.ts$/, ".js");
