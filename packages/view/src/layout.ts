import { type CaptionLine, type CaptionStyle, captionLines, looks, part } from "./caption.ts";
import type { Typeface, Weight } from "./font.ts";
import type { Picture } from "./picture.ts";

/** A rectangle in pixels, from the sheet's top left. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLine {
  readonly line: CaptionLine;
  /** Left and right edge, and the baseline. */
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

interface PlacedCell {
  /** The square that the picture stands in. */
  readonly frame: Box;
  /** The picture itself, in its own proportions. */
  readonly image: Box;
  readonly lines: readonly PlacedLine[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly heading: readonly PlacedLine[];
  readonly cells: readonly PlacedCell[];
}

export interface LayoutOptions {
  readonly columns: number;
  readonly cellWidth: number;
  readonly caption: CaptionStyle;
  readonly title: string | undefined;
  readonly note: string | undefined;
}

const MARGIN = 24;
const GAP = 20;
const LEADING = 1.3;

/** Where everything goes: squares in a grid, each row as high as the tallest caption of all. */
export function layOut(
  pictures: readonly Picture[],
  options: LayoutOptions,
  faces: Record<Weight, Typeface>,
): Layout {
  const { cellWidth, caption } = options;
  const columns = Math.max(1, Math.min(options.columns, pictures.length));
  const width = 2 * MARGIN + columns * cellWidth + (columns - 1) * GAP;
  const inner = { left: MARGIN, right: width - MARGIN };

  const words = [...part("title", options.title), ...part("note", options.note)];
  const heading = place(captionLines(words, width - 2 * MARGIN, faces), MARGIN, inner);
  const top = MARGIN + (heading.length === 0 ? 0 : height(heading.map(({ line }) => line)) + GAP);

  const captions = pictures.map((picture) => captionLines(caption(picture), cellWidth, faces));
  const captionHeight = Math.max(0, ...captions.map(height));
  const rowHeight = cellWidth + 6 + captionHeight;
  const cells = pictures.map((picture, i) => {
    const left = MARGIN + (i % columns) * (cellWidth + GAP);
    const frameTop = top + Math.floor(i / columns) * (rowHeight + GAP);
    const frame = { left, top: frameTop, width: cellWidth, height: cellWidth };
    const edges = { left, right: left + cellWidth };
    return {
      frame,
      image: inside(picture.image.shape, frame),
      lines: place(captions[i] ?? [], frameTop + cellWidth + 6, edges),
    };
  });
  const rows = Math.ceil(pictures.length / columns);
  const bottom = rows === 0 ? top : top + rows * rowHeight + (rows - 1) * GAP;
  return { width, height: Math.ceil(bottom + MARGIN), heading, cells };
}

/** The largest box of these proportions in the middle of a frame, on whole pixels. */
function inside([rows, columns]: readonly number[], frame: Box): Box {
  const scale = Math.min(frame.width / (columns ?? 1), frame.height / (rows ?? 1));
  const width = Math.max(1, Math.round((columns ?? 1) * scale));
  const height = Math.max(1, Math.round((rows ?? 1) * scale));
  return {
    left: frame.left + Math.floor((frame.width - width) / 2),
    top: frame.top + Math.floor((frame.height - height) / 2),
    width,
    height,
  };
}

function place(
  lines: readonly CaptionLine[],
  top: number,
  edges: { left: number; right: number },
): PlacedLine[] {
  let y = top;
  return lines.map((line) => {
    const tall = lineHeight(line);
    // A line's ink stands on its baseline, three quarters down.
    const placed = { line, ...edges, baseline: Math.round(y + tall * 0.76) };
    y += tall;
    return placed;
  });
}

function height(lines: readonly CaptionLine[]): number {
  return lines.reduce((sum, line) => sum + lineHeight(line), 0);
}

function lineHeight(line: CaptionLine): number {
  return Math.ceil(Math.max(...line.map(({ kind }) => looks[kind].size)) * LEADING);
}
