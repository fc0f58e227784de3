/**
 * Writes `src/font-data.ts`, and the font's licence beside it, from the package @fontsource/source-sans-3:
 *
 *   node scripts/pack-font.js
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
const files = "@fontsource/source-sans-3/files/source-sans-3-latin";
const packed = (weight) => readFileSync(resolve(`${files}-${weight}-normal.woff`), "base64");
const source = new URL("../src/", import.meta.url);

writeFileSync(
  new URL("font-data.ts", source),
  `// Source Sans 3, WOFF, its Latin part: regular and semibold. Copyright Adobe, SIL Open Font License 1.1, which is
// in font-data.LICENSE. Written by scripts/pack-font.js.
export const packedFonts = {
  regular:
    "${packed(400)}",
  bold: "${packed(600)}",
} as const;
`,
);
copyFileSync(resolve("@fontsource/source-sans-3/LICENSE"), new URL("font-data.LICENSE", source));
