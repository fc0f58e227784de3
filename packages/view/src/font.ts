import type { Font, Glyph } from "opentype.js";
import { bytesOf } from "./base64.ts";

export type Weight = "regular" | "bold";

/** A font that comes with this package, drawn as outlines: no font of the system is asked for. */
export interface Typeface {
  /** Width of the text in pixels at the given size. */
  width(text: string, size: number): number;
  /** The glyphs of the text, each with its place in font units. */
  glyphs(text: string): readonly PlacedGlyph[];
  /** Font units to one em. */
  readonly unitsPerEm: number;
  /** Tells this typeface's glyphs from another's. */
  readonly id: string;
}

interface PlacedGlyph {
  readonly index: number;
  readonly x: number;
  /** Outline as SVG path data in font units, y downwards from the baseline; empty for a space. */
  readonly outline: () => string;
}

let faces: Promise<Record<Weight, Typeface>> | undefined;

/** Source Sans 3 (SIL Open Font License), regular and semibold. */
export function typefaces(): Promise<Record<Weight, Typeface>> {
  faces ??= loadFaces();
  return faces;
}

async function loadFaces(): Promise<Record<Weight, Typeface>> {
  const [regular, bold] = await Promise.all([loadFace("regular"), loadFace("bold")]);
  return { regular, bold };
}

async function loadFace(weight: Weight): Promise<Typeface> {
  // Imported late: it is large, and pages and terminals do without it.
  const opentype = await import("opentype.js");
  // Bundlers take its ES module, which has no default.
  const { parse } = opentype.default ?? opentype;
  const { packedFonts } = await import("./font-data.ts");
  const font = parse(bytesOf(packedFonts[weight]).buffer);
  return {
    id: weight.charAt(0),
    unitsPerEm: font.unitsPerEm,
    glyphs: (text) => place(font, text),
    width: (text, size) =>
      (glyphsOf(font, text).reduce((sum, glyph) => sum + (glyph.advanceWidth ?? 0), 0) * size) /
      font.unitsPerEm,
  };
}

function place(font: Font, text: string): PlacedGlyph[] {
  let x = 0;
  return glyphsOf(font, text).map((glyph) => {
    const placed = {
      index: glyph.index,
      x,
      outline: () => outline(glyph, font.unitsPerEm),
    };
    x += glyph.advanceWidth ?? 0;
    return placed;
  });
}

// The library's own toPathData runs two numbers together where the second rounds to minus zero.
function outline(glyph: Glyph, unitsPerEm: number): string {
  const point = (x: number, y: number) => `${Math.round(x)} ${Math.round(y)}`;
  return glyph
    .getPath(0, 0, unitsPerEm)
    .commands.map((command) => {
      switch (command.type) {
        case "Z":
          return "Z";
        case "Q":
          return `Q${point(command.x1, command.y1)} ${point(command.x, command.y)}`;
        case "C":
          return `C${point(command.x1, command.y1)} ${point(command.x2, command.y2)} ${point(command.x, command.y)}`;
        default:
          return `${command.type}${point(command.x, command.y)}`;
      }
    })
    .join("");
}

// Character by character: the library's own shaping stops at some fonts' substitution tables, and a
// caption needs none.
function glyphsOf(font: Font, text: string): Glyph[] {
  return Array.from(text, (character) => font.charToGlyph(character));
}
