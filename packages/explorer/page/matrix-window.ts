/** Side of the canvas in its own pixels. */
export const side = 560;

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
export function following(
  view: MatrixWindow,
  { label, answer }: { label: number; answer: number },
  count: number,
) {
  const follow = (from: number, to: number) => Math.min(Math.max(from, to + 1 - view.span), to);
  return within({ ...view, x: follow(view.x, answer), y: follow(view.y, label) }, count);
}

/** Draws what lies in the window, and a frame around the chosen cell; colours are the canvas's own. */
export function draw(
  canvas: HTMLCanvasElement,
  cells: ReadonlyMap<number, number>,
  { x, y, span }: MatrixWindow,
  cell: { label: number; answer: number },
  count: number,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { color, backgroundColor, accentColor, outlineColor } = getComputedStyle(canvas);
  const scale = side / span;
  const dot = Math.max(scale - (scale > 6 ? 1 : 0), 2.5);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, side, side);
  for (const [key, times] of cells) {
    const label = Math.floor(key / count);
    const answer = key % count;
    const [left, top] = [(answer - x) * scale, (label - y) * scale];
    if (left < -dot || top < -dot || left > side || top > side) continue;
    context.globalAlpha = Math.min(0.25 + times / 8, 1);
    context.fillStyle = label === answer ? color : accentColor;
    context.fillRect(left, top, dot, dot);
  }
  context.globalAlpha = 1;
  context.strokeStyle = outlineColor;
  context.lineWidth = 2;
  const frame = Math.max(scale, 8) + 1;
  const centre = (place: number, from: number) => (place + 0.5 - from) * scale - frame / 2;
  context.strokeRect(centre(cell.answer, x), centre(cell.label, y), frame, frame);
}
