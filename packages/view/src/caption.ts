import type { Typeface, Weight } from "./font.ts";
import { cannotBeDecoded } from "./mark.ts";
import { labelCaption, type Picture, readableName } from "./picture.ts";

const ink = "#1f2328";
const grey = "#656d76";

interface Look {
  /** Pixels. */
  readonly size: number;
  readonly weight: Weight;
  readonly color: string;
  /** A piece at the right shares the line of the piece before it, if both fit. */
  readonly align: "left" | "right";
}

/** What a piece of text is, and so what it looks like. */
export const looks = {
  title: { size: 20, weight: "bold", color: ink, align: "left" },
  note: { size: 14, weight: "regular", color: grey, align: "left" },
  name: { size: 15, weight: "bold", color: ink, align: "left" },
  label: { size: 14, weight: "regular", color: ink, align: "left" },
  aside: { size: 14, weight: "regular", color: grey, align: "right" },
  file: { size: 9.5, weight: "regular", color: grey, align: "left" },
} as const satisfies Record<string, Look>;

export interface CaptionPart {
  readonly kind: keyof typeof looks;
  readonly text: string;
}

/** A line as it is drawn: one piece from the left edge, perhaps another that ends at the right edge. */
export type CaptionLine = readonly CaptionPart[];

/** What is written under a picture, top to bottom. */
export type CaptionStyle = (picture: Picture) => CaptionPart[];

/** Readable name; wnid, index and place; file name. */
export const contactCaption: CaptionStyle = ({ index, fileName, skipped, ...picture }) => [
  ...part("name", readableName(picture)),
  ...part("note", skipped && cannotBeDecoded),
  ...part("label", labelCaption(picture)),
  ...part("aside", index === undefined ? undefined : `#${index}`),
  ...part("file", fileName),
];

/** TFDS's `n01440764 (0)`, and beside it the readable name. */
export const exampleCaption: CaptionStyle = ({ skipped, ...picture }) => [
  ...part("note", skipped && cannotBeDecoded),
  ...part("label", labelCaption(picture)),
  ...part("aside", readableName(picture)),
];

export function part(kind: CaptionPart["kind"], text: string | false | undefined): CaptionPart[] {
  return !text ? [] : [{ kind, text }];
}

/** Breaks a caption into lines of at most `width` pixels: between words, and within one only if it is wider than the line. */
export function captionLines(
  parts: readonly CaptionPart[],
  width: number,
  faces: Record<Weight, Typeface>,
): CaptionLine[] {
  const measure = ({ kind, text }: CaptionPart) =>
    faces[looks[kind].weight].width(text, looks[kind].size);
  const lines: CaptionLine[] = [];
  for (const each of parts) {
    const last = lines.at(-1);
    const [left] = last ?? [];
    const { align, size } = looks[each.kind];
    const fitsBeside =
      align === "right" &&
      left !== undefined &&
      last?.length === 1 &&
      measure(left) + size + measure(each) <= width;
    if (fitsBeside) {
      lines[lines.length - 1] = [left, each];
    } else {
      const pieces = wrap(each.text, (text) => measure({ ...each, text }) <= width);
      lines.push(...pieces.map((text) => [{ ...each, text }]));
    }
  }
  return lines;
}

/** Greedy lines of words. A word too long for a line is cut into equal parts. */
export function wrap(text: string, fits: (text: string) => boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const parts = inParts(word, fits);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? "";
  }
  return [...lines, line];
}

function inParts(word: string, fits: (text: string) => boolean): string[] {
  const characters = Array.from(word);
  for (let count = 1; count < characters.length; count++) {
    const length = Math.ceil(characters.length / count);
    const parts = Array.from({ length: count }, (_, i) =>
      characters.slice(i * length, (i + 1) * length).join(""),
    );
    if (parts.every(fits)) return parts;
  }
  return characters;
}
