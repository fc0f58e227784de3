import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Collection, classNameOf } from "./collection.ts";
import { confusions, mostConfused } from "./confusions.ts";
import { draw, following, type MatrixWindow, side, within } from "./matrix-window.ts";
import type { Change } from "./state.ts";

interface ConfusionProps {
  readonly collection: Collection;
  readonly model: 0 | 1;
  readonly change: Change;
}

const leastSpan = 8;

/**
 * True class down, answer across, in the order of labels: ImageNet's neighbours are kin in WordNet, so that
 * blocks along the diagonal are confusions within a family. A canvas, which the list beside it says in words.
 */
export function Confusion({ collection, model, change }: ConfusionProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { axis, cells } = useMemo(() => confusions(collection, model), [collection, model]);
  const count = axis.length;
  const [view, setView] = useState<MatrixWindow>({ x: 0, y: 0, span: count });
  const [cell, setCell] = useState({ label: 0, answer: 0 });
  const at = (label: number, answer: number) => cells.get(label * count + answer) ?? 0;
  const name = (place: number) => classNameOf(collection, axis[place] as number);

  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, cells, view, cell, count);
  }, [cells, view, cell, count]);

  const zoom = (factor: number, centre = cell) =>
    setView(({ x, y, span: before }) => {
      const span = Math.min(Math.max(before * factor, Math.min(leastSpan, count)), count);
      const keep = (from: number, to: number) => to - ((to - from) * span) / before;
      return within(
        { x: keep(x, centre.answer + 0.5), y: keep(y, centre.label + 0.5), span },
        count,
      );
    });
  const under = ({ offsetX, offsetY, currentTarget }: MouseEvent) => {
    const scale = view.span / (currentTarget as HTMLElement).clientWidth;
    const clamp = (value: number) => Math.min(Math.max(Math.floor(value), 0), count - 1);
    return { label: clamp(view.y + offsetY * scale), answer: clamp(view.x + offsetX * scale) };
  };
  const openCell = ({ label, answer } = cell) =>
    change({ tab: "images", q: "", label: axis[label], predicted: axis[answer], model });
  const drag = useRef<{ x: number; y: number; view: MatrixWindow; moved: boolean } | undefined>(
    undefined,
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const [down, right] = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    }[event.key] ?? [0, 0];
    if (event.key === "+" || event.key === "=") zoom(0.5);
    else if (event.key === "-") zoom(2);
    else if (event.key === "Enter") openCell();
    else if (down !== 0 || right !== 0) {
      const step = event.shiftKey ? 10 : 1;
      const clamp = (value: number) => Math.min(Math.max(value, 0), count - 1);
      const next = {
        label: clamp(cell.label + (down as number) * step),
        answer: clamp(cell.answer + (right as number) * step),
      };
      setCell(next);
      setView(following(view, next, count));
    } else return;
    event.preventDefault();
  };
  return (
    <section class="card confusion" aria-label="Confusion matrix">
      <h3>Confusion</h3>
      <p class="note">
        True class down, answer across, in index order. Scroll or + and − to zoom, drag to move.
      </p>
      <canvas
        ref={canvas}
        width={side}
        height={side}
        tabIndex={0}
        role="application"
        aria-roledescription="matrix"
        aria-label="Confusion matrix: arrows move, plus and minus zoom, Enter shows the images"
        aria-describedby="confusion-cell"
        onKeyDown={onKeyDown}
        onWheel={(event) => {
          event.preventDefault();
          zoom(event.deltaY < 0 ? 0.8 : 1.25, under(event));
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY, view, moved: false };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (from === undefined) return setCell(under(event));
          const scale = from.view.span / event.currentTarget.clientWidth;
          const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
          from.moved ||= Math.hypot(dx, dy) > 4;
          setView(
            within(
              { ...from.view, x: from.view.x - dx * scale, y: from.view.y - dy * scale },
              count,
            ),
          );
        }}
        onPointerUp={(event) => {
          const clicked = drag.current?.moved === false;
          drag.current = undefined;
          if (clicked) openCell(under(event));
        }}
      />
      <p id="confusion-cell" class="cell-words" aria-live="polite">
        <b>{name(cell.label)}</b> taken for <b>{name(cell.answer)}</b>:{" "}
        {at(cell.label, cell.answer)}
      </p>
      <p class="actions">
        <button type="button" onClick={() => zoom(0.5)}>
          Zoom in
        </button>
        <button type="button" onClick={() => zoom(2)}>
          Zoom out
        </button>
      </p>
      <h4>Most frequent</h4>
      <ol class="plain confusions">
        {mostConfused(cells, count).map(([label, answer, times]) => (
          <li key={`${label} ${answer}`}>
            <button type="button" class="link" onClick={() => openCell({ label, answer })}>
              {name(label)} → {name(answer)}
            </button>
            <small>{times}</small>
          </li>
        ))}
      </ol>
    </section>
  );
}
