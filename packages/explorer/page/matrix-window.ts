import type { Cell, Confusions } from "./confusions.ts";

/** Side of the canvas in its own pixels: two for each of CSS, for dense screens. */
export const side = 1280;

/** The part of the matrix in sight, in places of its axis. */
export interface MatrixWindow {
  readonly x: number;
  readonly y: number;
  readonly span: number;
}

/** Moved back into the matrix. */
export function within({ x, y, span }: MatrixWindow, count: number): MatrixWindow {
  const clamp = (from: number) => Math.min(Math.max(from, 0), count - span);
  return { x: clamp(x), y: clamp(y), span };
}

/** Moved just so far that the cell is in sight. */
export function following(view: MatrixWindow, { label, answer }: Cell, count: number) {
  const follow = (from: number, to: number) => Math.min(Math.max(from, to + 1 - view.span), to);
  return within({ ...view, x: follow(view.x, answer), y: follow(view.y, label) }, count);
}

/** The faintest cell. The legend's stripes begin with it, too. */
const faintest = 0.3;

/** Draws what lies in the window, and lines that lead to the chosen cell; colours are the canvas's own. */
export function draw(
  canvas: HTMLCanvasElement,
  { axis: { length: count }, cells, mostRight, mostWrong }: Confusions,
  { x, y, span }: MatrixWindow,
  cell: Cell,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { color, backgroundColor, accentColor, outlineColor } = getComputedStyle(canvas);
  const scale = side / span;
  const dot = Math.max(scale - (scale > 12 ? 2 : 0), 5);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, side, side);
  const [centreX, centreY] = [(cell.answer + 0.5 - x) * scale, (cell.label + 0.5 - y) * scale];
  context.strokeStyle = outlineColor;
  context.globalAlpha = 0.5;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(0, centreY);
  context.lineTo(centreX, centreY);
  context.lineTo(centreX, side);
  context.stroke();
  for (const [key, times] of cells) {
    const label = Math.floor(key / count);
    const answer = key % count;
    const [left, top] = [(answer - x) * scale, (label - y) * scale];
    if (left < -dot || top < -dot || left > side || top > side) continue;
    const most = label === answer ? mostRight : mostWrong;
    const share = most > 1 ? (times - 1) / (most - 1) : 1;
    context.globalAlpha = faintest + (1 - faintest) * share;
    context.fillStyle = label === answer ? color : accentColor;
    context.fillRect(left, top, dot, dot);
  }
  context.globalAlpha = 1;
  context.lineWidth = 4;
  const frame = Math.max(scale, 16) + 2;
  context.strokeRect(centreX - frame / 2, centreY - frame / 2, frame, frame);
}
