import { escapeMarkup } from "@imagenet-v2/core/internal";
import { looks } from "./caption.ts";
import type { Typeface, Weight } from "./font.ts";
import type { Layout, PlacedLine } from "./layout.ts";

/** The sheet as an SVG document whose text is outlines; pictures are data URIs, one a cell, or left out. */
export function drawSvg(
  layout: Layout,
  faces: Record<Weight, Typeface>,
  options: {
    readonly titles?: readonly string[] | undefined;
    readonly hrefs?: readonly string[] | undefined;
    readonly scale?: number | undefined;
  },
): string {
  const { scale = 1, hrefs, titles } = options;
  const { width, height } = layout;
  const outlines = new Map<string, string>();
  const text = (placed: PlacedLine) => drawLine(placed, faces, outlines);

  const body = [
    ...layout.heading.map(text),
    ...layout.cells.map(({ frame, image, lines }, i) => {
      const title = titles?.[i];
      return [
        "<g>",
        title === undefined ? "" : `<title>${escapeMarkup(title)}</title>`,
        `<rect x="${frame.left}" y="${frame.top}" width="${frame.width}" height="${frame.height}" rx="4" fill="#eceeef"/>`,
        hrefs === undefined
          ? ""
          : `<image x="${image.left}" y="${image.top}" width="${image.width}" height="${image.height}" preserveAspectRatio="none" href="${hrefs[i]}"/>`,
        ...lines.map(text),
        "</g>",
      ].join("");
    }),
  ];
  const glyphs = Array.from(outlines, ([id, path]) => `<path id="${id}" d="${path}"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width * scale}" height="${height * scale}" viewBox="0 0 ${width} ${height}">`,
    `<defs>${glyphs.join("")}</defs>`,
    `<rect width="${width}" height="${height}" fill="#fbfbfa"/>`,
    ...body,
    "</svg>\n",
  ].join("\n");
}

function drawLine(
  { line, left, right, baseline }: PlacedLine,
  faces: Record<Weight, Typeface>,
  outlines: Map<string, string>,
): string {
  return line
    .map(({ kind, text }, position) => {
      const { size, weight, color } = looks[kind];
      const face = faces[weight];
      const x = position === 0 ? left : right - face.width(text, size);
      const scale = size / face.unitsPerEm;
      const uses = face.glyphs(text).flatMap((glyph) => {
        const id = `${face.id}${glyph.index}`;
        if (!outlines.has(id)) outlines.set(id, glyph.outline());
        return outlines.get(id) === "" ? [] : [`<use href="#${id}" x="${glyph.x}"/>`];
      });
      const place = `translate(${x.toFixed(2)} ${baseline}) scale(${scale.toFixed(5)})`;
      return `<g transform="${place}" fill="${color}">${uses.join("")}</g>`;
    })
    .join("");
}
